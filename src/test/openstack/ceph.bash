# Ceph's object gateway as a Swift: one monitor, one OSD whose objects lie in memory, and the gateway. Read by ./cloud.
# shellcheck shell=bash disable=SC2034,SC2154

configure_ceph() {
    mkdir -p "$STATE"/ceph/{mon,osd}
    [ -e "$STATE/ceph/fsid" ] || cat /proc/sys/kernel/random/uuid >"$STATE/ceph/fsid"
    put ceph/ceph.conf <<CONF
[global]
fsid = $(cat "$STATE/ceph/fsid")
mon host = [v2:$CEPH_MON,v1:$CEPH_MON_V1]
public addr = $HOST
cluster addr = $HOST
ms bind ipv4 = true
auth cluster required = none
auth service required = none
auth client required = none
run dir = $STATE/run
# a socket's path may be too long
admin socket =
log to file = false
log to stderr = true
err to stderr = true
pid file =
setuser match path =
crash dir = $STATE/ceph
mon data = $STATE/ceph/mon
osd data = $STATE/ceph/osd
osd objectstore = memstore
memstore device bytes = 6G
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
[client.rgw]
# without keys there is nothing to encrypt by
ms mon client mode = crc
rgw frontends = beast endpoint=$SWIFT
rgw keystone url = http://$KEYSTONE
rgw keystone api version = 3
rgw keystone admin user = admin
rgw keystone admin password = admin-secret
rgw keystone admin domain = Default
rgw keystone admin project = admin
rgw keystone accepted roles = member, admin
rgw keystone implicit tenants = false
rgw swift account in url = true
rgw swift versioning enabled = true
rgw enable apis = swift, swift_auth
rgw dynamic resharding = false
rgw thread pool size = 32
CONF
    if [ ! -e "$STATE/ceph/made" ]; then
        made_by monmaptool --create --clobber --fsid "$(cat "$STATE/ceph/fsid")" \
            --addv a "[v2:$CEPH_MON,v1:$CEPH_MON_V1]" "$STATE/ceph/monmap"
        made_by ceph-mon -c "$STATE/ceph/ceph.conf" -i a --mkfs --monmap "$STATE/ceph/monmap"
        touch "$STATE/ceph/made"
    fi
}

made_by() { "$@" >>"$STATE/log/ceph-making.log" 2>&1 || die "$1 failed; its log is $STATE/log/ceph-making.log"; }

ceph_admin() { ceph -c "$STATE/ceph/ceph.conf" --connect-timeout 20 "$@" 2>>"$STATE/log/ceph-making.log"; }

# prepare_ceph NAME: what the service before it has to have done
prepare_ceph() {
    local number uuid
    case $1 in
        ceph-osd)
            [ ! -e "$STATE/ceph/osd/made" ] || return 0
            await ceph-mon
            uuid=$(cat /proc/sys/kernel/random/uuid)
            number=$(ceph_admin osd new "$uuid") || die "Ceph took no OSD; see $STATE/log/ceph-making.log"
            [ "$number" = 0 ] || die "the OSD is number $number"
            made_by ceph-osd -c "$STATE/ceph/ceph.conf" -i 0 --mkfs --osd-uuid "$uuid"
            made_by ceph_admin osd crush add osd.0 1.0 root=default host=one
            touch "$STATE/ceph/osd/made"
            ;;
        radosgw) await ceph-osd ;;
    esac
}

ceph_command() {
    case $1 in
        ceph-mon) COMMAND=(ceph-mon -c "$STATE/ceph/ceph.conf" -i a -f) ;;
        ceph-osd) COMMAND=(ceph-osd -c "$STATE/ceph/ceph.conf" -i 0 -f) ;;
        radosgw) COMMAND=(radosgw -c "$STATE/ceph/ceph.conf" -n client.rgw -f) ;;
    esac
}

osd_is_up() { ceph_admin osd stat | grep -q ' 1 up'; }
