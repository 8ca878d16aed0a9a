package io.caravan.imports.vmimport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmImportRulesTest {

    @Test
    void vmimportTakesVmdkOnly() {
        assertThat(VmImportRules.problemWithObject("a/b.vmdk")).isEmpty();
        assertThat(VmImportRules.problemWithObject("a.qcow2"))
                .hasValueSatisfying(problem -> assertThat(problem).contains(".vmdk", "a.qcow2"));
        assertThat(VmImportRules.problemWithObject("A.VMDK")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "win2008R2SE",
                "win2008R2EE",
                "win2012SE",
                "win2012R2SE",
                "win2016SE_ja",
                "win2016SE_en",
                "rhel6",
                "rhel7",
                "centos",
                "ubuntu"
            })
    void vmimportKnowsTheOperatingSystemsOfItsHandbook(String osType) {
        assertThat(VmImportRules.problemWithOsType(Optional.of(osType))).isEmpty();
    }

    @Test
    void vmimportRefusesAnyOtherAndSaysWhichThereAre() {
        assertThat(VmImportRules.problemWithOsType(Optional.of("CentOS")))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("'CentOS'", "rhel7, centos, ubuntu", "win2008R2SE"));
        assertThat(VmImportRules.problemWithOsType(Optional.empty()))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("no osType", "osType", "caravan.image.os-type"));
    }
}
