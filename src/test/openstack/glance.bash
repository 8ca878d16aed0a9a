# A real Glance beside Keystone and Swift, with a store of files. Read by ./cloud.
# shellcheck shell=bash disable=SC2034,SC2154

GLANCE_PACKAGES=(glance-api)

glance_command() {
    COMMAND=(env NO_PROXY=127.0.0.1 /usr/bin/python3 /usr/bin/glance-api
        --config-file "$STATE/glance/glance-api.conf" --config-file "$STATE/glance/glance-image-import.conf")
}

configure_glance() {
    mkdir -p "$STATE"/glance/{images,staging,tasks,lock}
    put glance/paste.ini </usr/share/glance-common/glance-api-paste.ini
    put glance/glance-api.conf <<CONF
[DEFAULT]
bind_host = ${GLANCE%:*}
bind_port = ${GLANCE#*:}
workers = 1
log_file = $STATE/log/glance-messages.log
enabled_backends = files:file
enabled_import_methods = [glance-direct,web-download]
worker_self_reference_url = http://$GLANCE
image_member_quota = 3
user_storage_quota = 0
[database]
connection = sqlite:///$STATE/glance/glance.db
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = $STATE/glance/images
[os_glance_staging_store]
filesystem_store_datadir = $STATE/glance/staging
[os_glance_tasks_store]
filesystem_store_datadir = $STATE/glance/tasks
[oslo_concurrency]
lock_path = $STATE/glance/lock
[paste_deploy]
flavor = keystone
config_file = $STATE/glance/paste.ini
[keystone_authtoken]
www_authenticate_uri = http://$KEYSTONE/v3
auth_url = http://$KEYSTONE
auth_type = password
user_domain_id = default
project_domain_id = default
project_name = service
username = glance
password = glance-secret
memcached_servers = $MEMCACHED
CONF
    # it downloads from no address of this machine, unless that is allowed by name
    put glance/glance-image-import.conf <<CONF
[image_import_opts]
image_import_plugins = []
[import_filtering_opts]
allowed_schemes = [http,https]
allowed_hosts = [$GLANCE_DOWNLOADS_FROM]
allowed_ports = []
disallowed_ports = []
CONF
    if [ ! -e "$STATE/glance/made" ]; then
        glance-manage --config-file "$STATE/glance/glance-api.conf" db_sync >>"$STATE/log/glance-manage.log" 2>&1 ||
            die "glance-manage db_sync failed; its log is $STATE/log/glance-manage.log"
        sqlite3 "$STATE/glance/glance.db" 'PRAGMA journal_mode=WAL' >/dev/null
        touch "$STATE/glance/made"
    fi
}
