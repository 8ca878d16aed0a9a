# What the services are told, and how they are called. Read by ./cloud, which knows the addresses and the state folder.
# Passwords are those of a cloud that lives for one test run on loopback.
# shellcheck shell=bash disable=SC2034,SC2154

REGION=uk-1

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
        swift-proxy-small) swift_command swift-proxy-server proxy-server.conf small ;;
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
        swift-proxy-small) echo "http://$SWIFT_SMALL/healthcheck" ;;
    esac
}

keystone_command() { # keystone_command ADDRESS FILE PROCESSES
    COMMAND=(env "OS_KEYSTONE_CONFIG_FILES=$STATE/keystone/$2"
        uwsgi --plugins python3 --http-socket "$1" --wsgi-file /usr/bin/keystone-wsgi-public --master --die-on-term
        --processes "$3" --threads 1 --enable-threads --lazy-apps --need-app --buffer-size 65535 --post-buffering 65535
        --add-header "Connection: close" --pyargv "--config-file $STATE/keystone/$2")
}

swift_command() { # swift_command PROGRAM FILE [FOLDER]
    COMMAND=(env "SWIFT_FOLDER=$STATE/${3:-swift}" NO_PROXY=127.0.0.1
        /usr/bin/python3 "$HERE/swift-process.py" "/usr/bin/$1" "$STATE/${3:-swift}/$2" -v)
}

configure() {
    configure_keystone keystone/keystone.conf 3600
    configure_keystone keystone/keystone-brief.conf 15
    [ -e "$STATE/keystone/made" ] || make_keystone
    configure_swift
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

configure_swift() {
    swift_conf swift 5368709122
    swift_conf small 1048576
    storage_server account "$ACCOUNT" 0
    storage_server container "$CONTAINER" 0
    storage_server object "$OBJECT" 2
    proxy_server swift "$SWIFT" 2 1
    proxy_server small "$SWIFT_SMALL" 0 65536
    ring account "$ACCOUNT"
    ring container "$CONTAINER"
    ring object "$OBJECT"
}

swift_conf() { # swift_conf FOLDER LARGEST
    put "$1/swift.conf" <<CONF
[swift-hash]
swift_hash_path_suffix = caravan
swift_hash_path_prefix = caravan
[storage-policy:0]
name = one-copy
default = yes
[swift-constraints]
max_file_size = $2
CONF
}

# one copy on one device, in two partitions: an updater starts a process for each, which costs it a second or two
ring() { # ring NAME ADDRESS
    local folder=$STATE/swift
    if [ ! -e "$folder/$1.ring.gz" ]; then
        {
            swift-ring-builder "$folder/$1.builder" create 1 1 1
            swift-ring-builder "$folder/$1.builder" add --region 1 --zone 1 --ip "${2%:*}" --port "${2#*:}" \
                --device d1 --weight 1
            swift-ring-builder "$folder/$1.builder" rebalance
        } >>"$STATE/log/rings.log" 2>&1 || die "no $1 ring; see $STATE/log/rings.log"
    fi
    ln -sf "$folder/$1.ring.gz" "$STATE/small/$1.ring.gz"
}

server() { # server ADDRESS WORKERS FOLDER NAME: what all of Swift's servers are told
    cat <<CONF
[DEFAULT]
bind_ip = ${1%:*}
bind_port = ${1#*:}
workers = $2
user = $ME
swift_dir = $STATE/$3
log_name = $4
log_level = INFO
# no syslog: the log is what the process writes
log_address = $STATE/no-syslog
CONF
}

storage_server() { # storage_server NAME ADDRESS WORKERS: it logs no requests, the proxies do
    { server "$2" "$3" swift "$1" && cat; } <<CONF | put "swift/$1-server.conf"
log_requests = false
devices = $STATE/devices
mount_check = false
recon_cache_path = $STATE/cache
fallocate_reserve = 0
[pipeline:main]
pipeline = healthcheck $1-server
[app:$1-server]
use = egg:swift#$1
[filter:healthcheck]
use = egg:swift#healthcheck
[object-updater]
interval = 15
[container-updater]
interval = 30
concurrency = 1
CONF
}

proxy_server() { # proxy_server FOLDER ADDRESS WORKERS SMALLEST-SEGMENT
    { server "$2" "$3" "$1" proxy && cat; } <<CONF | put "$1/proxy-server.conf"
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats bulk authtoken keystoneauth copy container-quotas slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
# the only server of its kind is asked again soon after it was away
error_suppression_interval = 1
[filter:proxy-logging]
use = egg:swift#proxy_logging
# the tests read these lines
log_msg_template = access {method} {path} {status_int} {bytes_recvd} {source}
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = $MEMCACHED
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = http://$KEYSTONE/v3
auth_url = http://$KEYSTONE
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = service
username = swift
password = swift-secret
region_name = $REGION
delay_auth_decision = true
cache = swift.cache
include_service_catalog = false
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
project_reader_roles = reader
[filter:copy]
use = egg:swift#copy
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:slo]
use = egg:swift#slo
min_segment_size = $4
# without this, from the tenth segment on a download goes at one segment a second
rate_limit_segments_per_sec = 0
[filter:dlo]
use = egg:swift#dlo
rate_limit_segments_per_sec = 0
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
CONF
}

seed() {
    NO_PROXY=$HOST /usr/bin/python3 "$HERE/seed.py" "http://$KEYSTONE/v3" "$REGION" \
        "http://$SWIFT/v1/AUTH_%(project_id)s" "http://localhost:${SWIFT#*:}/v1/AUTH_%(project_id)s" \
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
swift.small = http://$SWIFT_SMALL
memcached = $MEMCACHED
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
