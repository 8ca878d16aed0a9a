# Which services there are, how they are called, and what Keystone is told. Read by ./cloud, which knows the addresses and the
# state folder.
# Passwords are those of a cloud that lives for one test run on loopback.
# shellcheck shell=bash disable=SC2034,SC2154

REGION=uk-1
FLAVOURS=(stock ceph small policies bare strict)

# flavour NAME: what differs between the clouds
flavour() {
    TOKEN_SECONDS=3600 ACCOUNT_PATH=/v1/AUTH_ QUOTA=
    IDENTITY=(memcached keystone keystone-brief)
    SWIFT_SERVICES=(swift-account swift-container swift-object swift-object-updater swift-container-updater swift-proxy)
    PACKAGES=(python3-swiftclient python3-keystone python3-keystoneclient python3-keystonemiddleware uwsgi-core
        uwsgi-plugin-python3 memcached sqlite3 curl rclone)
    SWIFT_PACKAGES=(swift swift-proxy swift-account swift-container swift-object)
    # Swift's own defaults
    LARGEST_OBJECT=5368709122 LISTING=10000 ACCOUNT_LISTING=10000 SLO_SEGMENTS=1000 POLICIES=1
    TELLS_LIMITS=true WRITES_PER_SECOND=
    GLANCE_DOWNLOADS_FROM= # without it no Glance runs
    FILTERS='listing_formats bulk tempurl authtoken keystoneauth copy container-quotas slo dlo versioned_writes symlink'
    case $1 in
        stock) GLANCE_DOWNLOADS_FROM=127.0.0.1 ;;
        ceph)
            GLANCE_DOWNLOADS_FROM=127.0.0.1
            ACCOUNT_PATH=/swift/v1/AUTH_
            SWIFT_SERVICES=(ceph-mon ceph-osd radosgw)
            SWIFT_PACKAGES=(radosgw ceph-mon ceph-osd ceph-common)
            ;;
        small)
            # the smallest segment is 1 byte by now, whatever min_segment_size says
            LARGEST_OBJECT=$((8 * 1024 * 1024)) LISTING=500 ACCOUNT_LISTING=1000 SLO_SEGMENTS=20
            ;;
        policies) POLICIES=2 GLANCE_DOWNLOADS_FROM=elsewhere.test ;;
        bare)
            TELLS_LIMITS=false
            FILTERS='listing_formats authtoken keystoneauth dlo'
            ;;
        strict)
            TOKEN_SECONDS=15 QUOTA=$((64 * 1024 * 1024)) WRITES_PER_SECOND=25
            FILTERS='listing_formats ratelimit bulk authtoken keystoneauth copy container-quotas account-quotas slo dlo versioned_writes symlink'
            ;;
        *) die "there is no flavour '$1'; there are: ${FLAVOURS[*]}" ;;
    esac
    SERVICES=("${IDENTITY[@]}" "${SWIFT_SERVICES[@]}")
    PACKAGES+=("${SWIFT_PACKAGES[@]}")
    if [ "$GLANCE_DOWNLOADS_FROM" ]; then
        SERVICES+=(glance)
        PACKAGES+=("${GLANCE_PACKAGES[@]}")
    fi
}

# put FILE: standard input becomes the file
put() { mkdir -p "$(dirname "$STATE/$1")" && cat >"$STATE/$1"; }

service_command() { # service_command NAME: into COMMAND
    case $1 in
        memcached)
            COMMAND=(memcached -l "${MEMCACHED%:*}" -p "${MEMCACHED#*:}" -U 0 -m 64)
            [ "$(id -u)" != 0 ] || COMMAND+=(-u nobody)
            ;;
        keystone) keystone_command "$KEYSTONE" keystone.conf 2 ;;
        keystone-brief) keystone_command "$KEYSTONE_BRIEF" keystone-brief.conf 1 ;;
        swift-account) swift_command swift-account-server account-server.conf ;;
        swift-container) swift_command swift-container-server container-server.conf ;;
        swift-object) swift_command swift-object-server object-server.conf ;;
        swift-object-updater) swift_command swift-object-updater object-server.conf ;;
        swift-container-updater) swift_command swift-container-updater container-server.conf ;;
        swift-proxy) swift_command swift-proxy-server proxy-server.conf ;;
        glance) glance_command ;;
        *) ceph_command "$1" ;;
    esac
}

service_address() { # what to ask whether it is ready
    case $1 in
        memcached) echo "$MEMCACHED" ;;
        keystone) echo "http://$KEYSTONE/v3" ;;
        keystone-brief) echo "http://$KEYSTONE_BRIEF/v3" ;;
        swift-account) echo "http://$ACCOUNT/healthcheck" ;;
        swift-container) echo "http://$CONTAINER/healthcheck" ;;
        swift-object) echo "http://$OBJECT/healthcheck" ;;
        swift-proxy) echo "http://$SWIFT/healthcheck" ;;
        glance) echo "http://$GLANCE/healthcheck" ;;
        ceph-mon) echo "$CEPH_MON_V1" ;;
        ceph-osd) echo osd ;;
        radosgw) echo "http://$SWIFT/swift/info" ;;
    esac
}

keystone_command() { # keystone_command ADDRESS FILE PROCESSES
    COMMAND=(env "OS_KEYSTONE_CONFIG_FILES=$STATE/keystone/$2"
        uwsgi --plugins python3 --http-socket "$1" --wsgi-file /usr/bin/keystone-wsgi-public --master --die-on-term
        --processes "$3" --threads 1 --enable-threads --lazy-apps --need-app --buffer-size 65535 --post-buffering 65535
        --add-header "Connection: close" --pyargv "--config-file $STATE/keystone/$2")
}

swift_command() { # swift_command PROGRAM FILE
    COMMAND=(env "SWIFT_FOLDER=$STATE/swift" NO_PROXY=127.0.0.1
        /usr/bin/python3 "$HERE/swift-process.py" "/usr/bin/$1" "$STATE/swift/$2" -v)
}

configure() {
    configure_keystone keystone/keystone.conf "$TOKEN_SECONDS"
    configure_keystone keystone/keystone-brief.conf 15
    [ -e "$STATE/keystone/made" ] || make_keystone
    if [ "$FLAVOUR" = ceph ]; then configure_ceph; else configure_swift; fi
    [ -z "$GLANCE_DOWNLOADS_FROM" ] || configure_glance
}

configure_keystone() { # configure_keystone FILE SECONDS
    put "$1" <<CONF
[DEFAULT]
log_file = $STATE/log/keystone-messages.log
[database]
connection = sqlite:///$STATE/keystone/keystone.db
[identity]
password_hash_rounds = 4
[token]
provider = fernet
expiration = $2
[fernet_tokens]
key_repository = $STATE/keystone/fernet-keys
[credential]
key_repository = $STATE/keystone/credential-keys
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = $MEMCACHED
CONF
}

make_keystone() {
    local keys
    for keys in fernet-keys credential-keys; do (umask 077 && mkdir -p "$STATE/keystone/$keys"); done
    manage db_sync
    sqlite3 "$STATE/keystone/keystone.db" 'PRAGMA journal_mode=WAL' >/dev/null # readers don't lock out the writer
    manage fernet_setup --keystone-user "$ME" --keystone-group "$(id -gn)"
    manage credential_setup --keystone-user "$ME" --keystone-group "$(id -gn)"
    manage bootstrap --bootstrap-password admin-secret --bootstrap-region-id "$REGION" \
        --bootstrap-public-url "http://$KEYSTONE/v3" --bootstrap-admin-url "http://$KEYSTONE/v3" \
        --bootstrap-internal-url "http://localhost:${KEYSTONE#*:}/v3"
    touch "$STATE/keystone/made"
}

manage() {
    keystone-manage --config-file "$STATE/keystone/keystone.conf" "$@" >>"$STATE/log/keystone-manage.log" 2>&1 ||
        die "keystone-manage $1 failed; its log is $STATE/log/keystone-manage.log"
}

seed() {
    NO_PROXY=$HOST /usr/bin/python3 "$HERE/seed.py" "http://$KEYSTONE/v3" "$REGION" \
        "http://$SWIFT$ACCOUNT_PATH%(project_id)s" "http://localhost:${SWIFT#*:}$ACCOUNT_PATH%(project_id)s" \
        "$QUOTA" "${GLANCE_DOWNLOADS_FROM:+http://$GLANCE}" \
        >"$STATE/seed.new" 2>"$STATE/log/seed.log" || die "Keystone could not be filled; see $STATE/log/seed.log (cloud down, then up, begins anew)"
    mv "$STATE/seed.new" "$STATE/seed.properties"
}

write_properties() {
    mkdir -p "$(dirname "$PROPERTIES")"
    {
        cat <<CONF
keystone = http://$KEYSTONE/v3
keystone.brief = http://$KEYSTONE_BRIEF/v3
swift = http://$SWIFT
account.path = $ACCOUNT_PATH
flavour = $FLAVOUR
memcached = $MEMCACHED
glance = ${GLANCE_DOWNLOADS_FROM:+http://$GLANCE}
glance.downloads = $([ "$GLANCE_DOWNLOADS_FROM" = "$HOST" ] && echo true || echo false)
region = $REGION
script = $HERE/cloud
home = $STATE
log = $STATE/log
run = $STATE/run
CONF
        cat "$STATE/seed.properties"
    } >"$PROPERTIES.new"
    mv "$PROPERTIES.new" "$PROPERTIES"
}
