package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table that operators look their cloud up in. */
class FlavourTableTest {

    @Test
    void noCellIsEmpty() throws IOException {
        Map<String, Map<String, String>> columns = FlavourTable.read().columns();

        assertThat(columns).containsOnlyKeys("stock", "ceph", "small", "policies", "bare", "strict");
        assertThat(columns.values().stream().map(Map::values).flatMap(Collection::stream))
                .isNotEmpty()
                .noneMatch(cell -> cell.isEmpty() || cell.equals(FlavourTable.UNKNOWN));
    }
}
