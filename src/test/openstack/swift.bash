# OpenStack's Swift: what its servers are told, by flavour. Read by ./cloud.
# shellcheck shell=bash disable=SC2034,SC2154

configure_swift() {
    swift_conf
    storage_server account "$ACCOUNT" 0
    storage_server container "$CONTAINER" 0
    storage_server object "$OBJECT" 2
    proxy_server
    ring account "$ACCOUNT"
    ring container "$CONTAINER"
    ring object "$OBJECT"
    [ "$POLICIES" = 1 ] || ring object-1 "$OBJECT"
}

swift_conf() {
    local default=$((POLICIES - 1))
    {
        cat <<CONF
[swift-hash]
swift_hash_path_suffix = caravan
swift_hash_path_prefix = caravan
[swift-constraints]
max_file_size = $LARGEST_OBJECT
container_listing_limit = $LISTING
account_listing_limit = $ACCOUNT_LISTING
[storage-policy:0]
name = one-copy
default = $([ $default = 0 ] && echo yes || echo no)
CONF
        [ "$POLICIES" = 1 ] || cat <<CONF
[storage-policy:1]
name = fast
default = yes
CONF
    } | put swift/swift.conf
}

# one copy on one device, in two partitions: an updater starts a process for each, which costs it a second or two
ring() { # ring NAME ADDRESS
    local folder=$STATE/swift
    [ ! -e "$folder/$1.ring.gz" ] || return 0
    {
        swift-ring-builder "$folder/$1.builder" create 1 1 1
        swift-ring-builder "$folder/$1.builder" add --region 1 --zone 1 --ip "${2%:*}" --port "${2#*:}" \
            --device d1 --weight 1
        swift-ring-builder "$folder/$1.builder" rebalance
    } >>"$STATE/log/rings.log" 2>&1 || die "no $1 ring; see $STATE/log/rings.log"
}

server() { # server ADDRESS WORKERS NAME: what all of Swift's servers are told
    cat <<CONF
[DEFAULT]
bind_ip = ${1%:*}
bind_port = ${1#*:}
workers = $2
user = $ME
swift_dir = $STATE/swift
log_name = $3
log_level = INFO
# no syslog: the log is what the process writes
log_address = $STATE/no-syslog
CONF
}

storage_server() { # storage_server NAME ADDRESS WORKERS: it logs no requests, the proxies do
    { server "$2" "$3" "$1" && cat; } <<CONF | put "swift/$1-server.conf"
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

proxy_server() {
    { server "$SWIFT" 2 proxy && cat; } <<CONF | put swift/proxy-server.conf
expose_info = $TELLS_LIMITS
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache $FILTERS proxy-logging proxy-server
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
[filter:tempurl]
use = egg:swift#tempurl
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
[filter:account-quotas]
use = egg:swift#account_quotas
[filter:ratelimit]
use = egg:swift#ratelimit
container_ratelimit_0 = ${WRITES_PER_SECOND:-0}
max_sleep_time_seconds = 1
rate_buffer_seconds = 0
[filter:slo]
use = egg:swift#slo
max_manifest_segments = $SLO_SEGMENTS
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
