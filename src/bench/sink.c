/* A fast object store for measuring clients: it answers as Keystone and Swift do, on loopback only, and keeps of what it is
 * sent only what it must. A body that is a region of FILE is recognised by its length and its first 64 bytes, and then dropped
 * unread in the kernel: its MD5 is reckoned once, so that from the second time on the server's own work is next to none. It is
 * sent back from FILE. Any other body is read and hashed; of these, those of up to 1 MiB are kept, and all manifests.
 *
 *   cc -O2 -pthread -o sink sink.c -lcrypto
 *   ./sink [-p PORT] [-f FILE] [-d MS] [-r BYTES]
 *     -p PORT   18190 unless given
 *     -f FILE   regions of it that begin at a MiB are recognised
 *     -d MS     waits so long before each answer about an object: a slow link's way there and back
 *     -r BYTES  takes and gives so many bytes a second on each connection
 *
 * POST /v3/auth/tokens signs anybody in. GET /stats tells what was counted, DELETE /stats begins anew: requests, PUTs of
 * objects, bytes of their bodies, server-side copies, GETs of objects, bytes sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 65536, NAME_MAX_ = 3600, KEPT_MAX = 1 << 20, LIST_MAX = 64 << 20, PAGE = 10000, MIB = 1 << 20 };

typedef struct {
    char *name;   /* container/object, or container */
    long size;    /* of the whole, for a large object reckoned when asked */
    char etag[33];
    char *data;   /* of a small one */
    long at;      /* in FILE, or -1 */
    char *prefix; /* of a dynamic large object: container/prefix */
    int parts;    /* of a static one */
    char **part;
} object;

static object *objects;
static long count, room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long requests, puts_, put_bytes, copies, gets, sent_bytes;
static char *file;
static int file_fd = -1, port = 18190, delay_ms;
static long file_size, rate;
static char (*known)[33]; /* MD5 of a region, by its MiB */
static long *known_size;

typedef struct {
    int fd;
    char buf[HEAD_MAX + 1];
    size_t have; /* bytes in buf */
    struct timespec begun;
    long moved; /* of the body, for -r */
} conn;

static void fail(const char *what) { perror(what); exit(1); }

static void hex(const unsigned char *d, char *out) { for (int i = 0; i < 16; i++) sprintf(out + 2 * i, "%02x", d[i]); }
static void md5(const void *data, size_t n, char *out) {
    unsigned char d[16];
    EVP_Digest(data, n, d, NULL, EVP_md5(), NULL);
    hex(d, out);
}

/* ---- the objects, in the order of their names; the lock is held */
static long place(const char *name) {
    long low = 0, high = count;
    while (low < high) {
        long mid = (low + high) / 2;
        if (strcmp(objects[mid].name, name) < 0) low = mid + 1; else high = mid;
    }
    return low;
}
static object *find(const char *name) {
    long i = place(name);
    return i < count && !strcmp(objects[i].name, name) ? &objects[i] : NULL;
}
static void empty(object *o) {
    free(o->data); free(o->prefix);
    for (int i = 0; i < o->parts; i++) free(o->part[i]);
    free(o->part);
    o->data = o->prefix = NULL; o->part = NULL; o->parts = 0; o->at = -1; o->size = 0;
}
static object *make(const char *name) {
    object *o = find(name);
    if (o) { empty(o); return o; }
    if (count == room) objects = realloc(objects, (room = room ? 2 * room : 1024) * sizeof *objects);
    long i = place(name);
    memmove(objects + i + 1, objects + i, (count++ - i) * sizeof *objects);
    objects[i] = (object){.name = strdup(name), .at = -1};
    return &objects[i];
}
static void drop(object *o) {
    empty(o); free(o->name);
    memmove(o, o + 1, (--count - (o - objects)) * sizeof *objects);
}
/* The pieces of an object in their order, itself if it is none of many. */
static long pieces(object *o, object ***out) {
    object **all = NULL; long n = 0, have = 0;
    if (o->prefix) {
        size_t len = strlen(o->prefix);
        for (long i = place(o->prefix); i < count && !strncmp(objects[i].name, o->prefix, len); i++) {
            if (n == have) all = realloc(all, (have = have ? 2 * have : 64) * sizeof *all);
            all[n++] = &objects[i];
        }
    } else if (o->part) {
        all = malloc((o->parts + 1) * sizeof *all);
        for (int i = 0; i < o->parts; i++) { object *p = find(o->part[i]); if (p) all[n++] = p; }
    } else {
        all = malloc(sizeof *all);
        all[n++] = o;
    }
    *out = all;
    return n;
}
static void sum(object *o, long *size, char *etag) {
    object **all; long n = pieces(o, &all);
    if (!o->prefix && !o->part) { *size = o->size; strcpy(etag, o->etag); free(all); return; }
    EVP_MD_CTX *c = EVP_MD_CTX_new(); EVP_DigestInit_ex(c, EVP_md5(), NULL);
    unsigned char d[16];
    *size = 0;
    for (long i = 0; i < n; i++) { *size += all[i]->size; EVP_DigestUpdate(c, all[i]->etag, 32); }
    EVP_DigestFinal_ex(c, d, NULL); EVP_MD_CTX_free(c); hex(d, etag);
    free(all);
}

/* ---- bytes */
static int out(int fd, const char *bytes, size_t n) {
    while (n) { ssize_t w = send(fd, bytes, n, MSG_NOSIGNAL); if (w <= 0) return -1; bytes += w; n -= w; }
    return 0;
}
static void pace(conn *c, long bytes) {
    if (!rate) return;
    struct timespec now; clock_gettime(CLOCK_MONOTONIC, &now);
    double past = (now.tv_sec - c->begun.tv_sec) + (now.tv_nsec - c->begun.tv_nsec) / 1e9;
    if (!c->moved || past - (double)c->moved / rate > 0.1) { c->begun = now; c->moved = 0; past = 0; }
    c->moved += bytes;
    double wait = (double)c->moved / rate - past;
    if (wait > 0) usleep((useconds_t)(wait * 1e6));
}
static void idle(void) { if (delay_ms) usleep(delay_ms * 1000); }
static int answer(conn *c, const char *status, const char *headers, const char *body, int head) {
    char text[8192]; size_t n = strlen(body);
    int length = strstr(headers, "Content-Length:") == NULL;
    int m = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nX-Trans-Id: tx-sink\r\nDate: Sat, 28 Nov 2026 00:00:00 GMT\r\n%s", status, headers);
    if (length) m += snprintf(text + m, sizeof text - m, "Content-Length: %zu\r\n", n);
    m += snprintf(text + m, sizeof text - m, "\r\n");
    return out(c->fd, text, m) || (!head && out(c->fd, body, n)) ? -1 : 0;
}
static char *header(char *head, const char *name, char *value, size_t most) {
    size_t n = strlen(name);
    for (char *line = strstr(head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n")) {
        if (!strncasecmp(line + 2, name, n) && line[2 + n] == ':') {
            char *v = line + 3 + n; while (*v == ' ') v++;
            size_t len = strcspn(v, "\r"); if (len >= most) len = most - 1;
            memcpy(value, v, len); value[len] = 0;
            return value;
        }
    }
    return NULL;
}
static void decode(char *s) {
    char *to = s;
    for (; *s && *s != ' '; s++) {
        if (*s == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2])) {
            char two[3] = {s[1], s[2], 0}; *to++ = (char)strtol(two, NULL, 16); s += 2;
        } else *to++ = *s;
    }
    *to = 0;
}
static int query(const char *q, const char *name, char *value, size_t most) {
    size_t n = strlen(name);
    for (; q && *q; q = strchr(q, '&') ? strchr(q, '&') + 1 : NULL) {
        if (!strncmp(q, name, n) && q[n] == '=') {
            size_t len = strcspn(q + n + 1, "&"); if (len >= most) len = most - 1;
            memcpy(value, q + n + 1, len); value[len] = 0; decode(value);
            return 1;
        }
    }
    return 0;
}

/* Up to n bytes of a body, from what was read along with the head first; chunked bodies come unwrapped. */
typedef struct { long left; int chunked, over; } body;
static ssize_t raw(conn *c, char *to, size_t n, int dropped) {
    if (c->have) {
        size_t take = c->have < n ? c->have : n;
        if (to) memcpy(to, c->buf, take);
        memmove(c->buf, c->buf + take, c->have -= take);
        return (ssize_t)take;
    }
    return recv(c->fd, to, n, dropped ? MSG_TRUNC : 0);
}
static int line_of(conn *c, char *to, size_t most) {
    size_t n = 0; char ch;
    while (raw(c, &ch, 1, 0) == 1) { if (ch == '\n') { to[n] = 0; return 0; } if (ch != '\r' && n + 1 < most) to[n++] = ch; }
    return -1;
}
static ssize_t take(conn *c, body *b, char *to, size_t n, int dropped) {
    if (b->chunked && !b->left && !b->over) {
        char line[64];
        if (line_of(c, line, sizeof line)) return -1;
        if (!*line && line_of(c, line, sizeof line)) return -1;
        b->left = strtol(line, NULL, 16);
        if (!b->left) { b->over = 1; line_of(c, line, sizeof line); }
    }
    if (!b->left) return 0;
    ssize_t r = raw(c, to, (long)n < b->left ? n : (size_t)b->left, dropped);
    if (r <= 0) return -1;
    b->left -= r;
    pace(c, r);
    return r;
}

static int region(const char *first, size_t n, long length) {
    if (!file || n < 64) return -1;
    for (long at = 0; at + length <= file_size; at += MIB) if (!memcmp(file + at, first, 64)) return (int)(at / MIB);
    return -1;
}

/* Reads a body to its end; its MD5, where it lies in FILE, or its bytes if they are few. */
static long consume(conn *c, body *b, long length, long most, char *etag, long *at, char **data) {
    static __thread char chunk[256 << 10];
    long total = 0; *at = -1; *data = NULL;
    size_t n = 0;
    while (n < 64) { ssize_t r = take(c, b, chunk + n, 64 - n, 0); if (r < 0) return -1; if (!r) break; n += r; }
    int mib = length > KEPT_MAX ? region(chunk, n, length) : -1;
    total = (long)n;
    if (mib >= 0 && known_size[mib] == length) {
        for (ssize_t r; (r = take(c, b, chunk, sizeof chunk, 1)) != 0; total += r) if (r < 0) return -1;
        strcpy(etag, known[mib]); *at = (long)mib * MIB;
        return total;
    }
    EVP_MD_CTX *m = EVP_MD_CTX_new(); EVP_DigestInit_ex(m, EVP_md5(), NULL);
    int same = mib >= 0; char *kept = NULL; long have = 0, size = 0;
    for (ssize_t r = (ssize_t)n;; total += (r = take(c, b, chunk, sizeof chunk, 0)) > 0 ? r : 0) {
        if (r < 0) { EVP_MD_CTX_free(m); free(kept); return -1; }
        if (!r) break;
        EVP_DigestUpdate(m, chunk, r);
        if (same && memcmp(file + (long)mib * MIB + total - r, chunk, r)) same = 0;
        if (have <= most) {
            if (have + r >= size) kept = realloc(kept, size = 2 * (have + r) + 1);
            memcpy(kept + have, chunk, r); have += r;
        }
    }
    unsigned char d[16]; EVP_DigestFinal_ex(m, d, NULL); EVP_MD_CTX_free(m); hex(d, etag);
    if (same) {
        pthread_mutex_lock(&lock); strcpy(known[mib], etag); known_size[mib] = length; pthread_mutex_unlock(&lock);
        *at = (long)mib * MIB;
    }
    if (total <= most) { if (!kept) kept = malloc(1); kept[total] = 0; *data = kept; } else free(kept);
    return total;
}

/* ---- what is asked for */
static int put_object(conn *c, char *head, char *name, char *q) {
    char value[NAME_MAX_], etag[33] = "", headers[256]; body b = {0}; long at; char *data;
    if (header(head, "Transfer-Encoding", value, sizeof value) && !strcasecmp(value, "chunked")) b.chunked = 1;
    long length = header(head, "Content-Length", value, sizeof value) ? atol(value) : 0;
    b.left = b.chunked ? 0 : length;
    if (header(head, "Expect", value, sizeof value) && out(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25)) return -1;
    long total = consume(c, &b, length, q && strstr(q, "multipart-manifest=put") ? LIST_MAX : KEPT_MAX, etag, &at, &data);
    if (total < 0) return -1;
    idle();
    pthread_mutex_lock(&lock);
    puts_++; put_bytes += total;
    if (header(head, "X-Copy-From", value, sizeof value)) {
        decode(value);
        object *from = find(value + (*value == '/'));
        if (!from) { pthread_mutex_unlock(&lock); free(data); return answer(c, "404 Not Found", "", "", 0); }
        copies++; puts_--;
        object copy = *from; char *bytes = copy.data ? malloc(copy.size + 1) : NULL;
        if (bytes) memcpy(bytes, copy.data, copy.size + 1);
        object *o = make(name);
        o->size = copy.size; o->at = copy.at; o->data = bytes; strcpy(o->etag, copy.etag); strcpy(etag, copy.etag);
        free(data);
    } else {
        object *o = make(name);
        o->size = total; o->at = at; strcpy(o->etag, etag);
        if (header(head, "X-Object-Manifest", value, sizeof value)) { decode(value); o->prefix = strdup(value); }
        if (q && strstr(q, "multipart-manifest=put") && data) {
            for (char *p = data; (p = strstr(p, "\"path\"")); ) {
                p = strchr(p + 6, '"') + 1; char *end = strchr(p, '"');
                o->part = realloc(o->part, (o->parts + 1) * sizeof *o->part);
                o->part[o->parts++] = strndup(p + (*p == '/'), end - p - (*p == '/'));
                p = end;
            }
            long whole; sum(o, &whole, etag);
        }
        o->data = data;
    }
    pthread_mutex_unlock(&lock);
    snprintf(headers, sizeof headers, "Etag: %s\r\n", etag);
    return answer(c, "201 Created", headers, "", 0);
}

static int send_pieces(conn *c, object **all, long n, long from, long left) {
    for (long i = 0; i < n && left > 0; i++) {
        long size = all[i]->size;
        if (from >= size) { from -= size; continue; }
        long part = size - from < left ? size - from : left;
        if (all[i]->data) { if (out(c->fd, all[i]->data + from, part)) return -1; pace(c, part); }
        else {
            off_t at = all[i]->at + from;
            for (long rest = part; rest > 0; ) {
                ssize_t w = sendfile(c->fd, file_fd, &at, rest < (256 << 10) ? rest : (256 << 10));
                if (w <= 0) return -1;
                rest -= w; pace(c, w);
            }
        }
        left -= part; from = 0;
    }
    return 0;
}
static int get_object(conn *c, char *head, char *name, char *q, int only_head) {
    char value[NAME_MAX_], headers[2048], etag[33]; long size;
    idle();
    pthread_mutex_lock(&lock);
    object *o = find(name);
    if (!o) { pthread_mutex_unlock(&lock); return answer(c, "404 Not Found", "", "", only_head); }
    int manifest = q && strstr(q, "multipart-manifest=get");
    object list = {.at = -1};
    if (manifest && o->part) { /* as Swift tells it: not as it was put */
        size_t room = 3; for (int i = 0; i < o->parts; i++) room += strlen(o->part[i]) + 200;
        char *at = list.data = malloc(room); *at++ = '[';
        for (int i = 0; i < o->parts; i++) {
            object *p = find(o->part[i]);
            at += sprintf(at, "%s{\"name\":\"/%s\",\"hash\":\"%s\",\"bytes\":%ld,\"content_type\":\"application/octet-stream\"}",
                i ? "," : "", o->part[i], p ? p->etag : "", p ? p->size : 0);
        }
        strcpy(at, "]"); list.size = (long)strlen(list.data);
    }
    if (manifest) { size = list.size; md5(list.data ? list.data : "", size, etag); } else sum(o, &size, etag);
    long from = 0, to = size - 1;
    int ranged = header(head, "Range", value, sizeof value) && sscanf(value, "bytes=%ld-%ld", &from, &to) >= 1;
    if (to >= size) to = size - 1;
    int m = snprintf(headers, sizeof headers, "Accept-Ranges: bytes\r\nLast-Modified: Sat, 28 Nov 2026 00:00:00 GMT\r\nContent-Type: application/octet-stream\r\nEtag: %s%s%s\r\nContent-Length: %ld\r\n",
        o->part && !manifest ? "\"" : "", etag, o->part && !manifest ? "\"" : "", to - from + 1);
    if (ranged) m += snprintf(headers + m, sizeof headers - m, "Content-Range: bytes %ld-%ld/%ld\r\n", from, to, size);
    if (o->prefix) m += snprintf(headers + m, sizeof headers - m, "X-Object-Manifest: %s\r\n", o->prefix);
    if (o->part) snprintf(headers + m, sizeof headers - m, "X-Static-Large-Object: True\r\n");
    object **refs, *copy = NULL; long n = 0;
    if (!only_head) { /* what is sent outlives the lock: names may come meanwhile, small bytes are few */
        gets++; sent_bytes += to - from + 1;
        n = manifest ? (refs = malloc(sizeof *refs), refs[0] = &list, 1) : pieces(o, &refs);
        copy = malloc((n + 1) * sizeof *copy);
        for (long i = 0; i < n; i++) {
            copy[i] = *refs[i];
            if (copy[i].data) { copy[i].data = malloc(copy[i].size + 1); memcpy(copy[i].data, refs[i]->data, copy[i].size); }
            refs[i] = &copy[i];
        }
    }
    pthread_mutex_unlock(&lock);
    free(list.data);
    int rc = answer(c, ranged ? "206 Partial Content" : "200 OK", headers, "", 1);
    if (!only_head) {
        if (!rc) rc = send_pieces(c, refs, n, from, to - from + 1);
        for (long i = 0; i < n; i++) free(copy[i].data);
        free(copy); free(refs);
    }
    return rc;
}
static int list(conn *c, const char *container, char *q) {
    char prefix[NAME_MAX_] = "", marker[NAME_MAX_] = "", number[32] = "", whole[NAME_MAX_ * 2 + 4], etag[33]; long size;
    query(q, "prefix", prefix, sizeof prefix); query(q, "marker", marker, sizeof marker);
    long limit = query(q, "limit", number, sizeof number) ? atol(number) : PAGE;
    if (limit > PAGE) limit = PAGE;
    size_t cap = 1 << 16, n = 1; char *text = malloc(cap); text[0] = '[';
    pthread_mutex_lock(&lock);
    snprintf(whole, sizeof whole, "%s/%s", container, strcmp(marker, prefix) > 0 ? marker : prefix);
    char start[NAME_MAX_ * 2 + 4]; snprintf(start, sizeof start, "%s/%s", container, prefix); size_t len = strlen(start);
    for (long i = place(whole), found = 0; i < count && found < limit; i++) {
        if (strncmp(objects[i].name, start, len)) break;
        char *object_name = objects[i].name + strlen(container) + 1;
        if (*marker && strcmp(object_name, marker) <= 0) continue;
        if (cap - n < strlen(object_name) + 256) text = realloc(text, cap *= 2);
        if (objects[i].prefix) { size = 0; strcpy(etag, objects[i].etag); } else sum(&objects[i], &size, etag);
        n += sprintf(text + n, "%s{\"name\":\"%s\",\"bytes\":%ld,\"hash\":\"%s\",\"content_type\":\"application/octet-stream\",\"last_modified\":\"2026-11-28T00:00:00.000000\"}", found++ ? "," : "", object_name, size, etag);
    }
    pthread_mutex_unlock(&lock);
    text[n++] = ']'; text[n] = 0;
    int rc = answer(c, "200 OK", "Content-Type: application/json; charset=utf-8\r\n", text, 0);
    free(text);
    return rc;
}
static int swallow(conn *c, char *head) {
    char value[64], chunk[4096]; body b = {0};
    b.left = header(head, "Content-Length", value, sizeof value) ? atol(value) : 0;
    for (ssize_t r; (r = take(c, &b, chunk, sizeof chunk, 0)) != 0; ) if (r < 0) return -1;
    return 0;
}
static int serve(conn *c, char *head) {
    char method[16], target[HEAD_MAX], text[2048]; char *q, *name;
    if (sscanf(head, "%15s %65000s", method, target) != 2) return -1;
    __sync_fetch_and_add(&requests, 1);
    if ((q = strchr(target, '?'))) *q++ = 0;
    int is_head = !strcmp(method, "HEAD"), is_put = !strcmp(method, "PUT");
    if (!strcmp(target, "/stats")) {
        if (!strcmp(method, "DELETE")) requests = puts_ = put_bytes = copies = gets = sent_bytes = 0;
        snprintf(text, sizeof text, "{\"requests\":%ld,\"puts\":%ld,\"putBytes\":%ld,\"copies\":%ld,\"gets\":%ld,\"sentBytes\":%ld}\n", requests, puts_, put_bytes, copies, gets, sent_bytes);
        return answer(c, "200 OK", "", text, is_head);
    }
    if (!strcmp(target, "/info")) {
        return answer(c, "200 OK", "Content-Type: application/json\r\n", "{\"swift\":{\"max_file_size\":5368709122,\"container_listing_limit\":10000,\"max_object_name_length\":1024},\"slo\":{\"max_manifest_segments\":200000,\"max_manifest_size\":83886080,\"min_segment_size\":1}}", is_head);
    }
    if (!strcmp(target, "/v3/auth/tokens")) {
        if (swallow(c, head)) return -1;
        snprintf(text, sizeof text, "{\"token\":{\"methods\":[\"password\"],\"expires_at\":\"2099-01-01T00:00:00.000000Z\",\"issued_at\":\"2026-01-01T00:00:00.000000Z\",\"user\":{\"id\":\"u\",\"name\":\"bench\",\"domain\":{\"id\":\"default\",\"name\":\"Default\"}},\"project\":{\"id\":\"bench\",\"name\":\"bench\",\"domain\":{\"id\":\"default\",\"name\":\"Default\"}},\"roles\":[{\"id\":\"m\",\"name\":\"member\"}],\"catalog\":[{\"type\":\"object-store\",\"name\":\"swift\",\"id\":\"o\",\"endpoints\":[{\"id\":\"e\",\"interface\":\"public\",\"region\":\"bench\",\"region_id\":\"bench\",\"url\":\"http://127.0.0.1:%d/v1/AUTH_bench\"}]}]}}", port);
        return answer(c, "201 Created", "Content-Type: application/json\r\nX-Subject-Token: sinktoken\r\n", text, 0);
    }
    if (!strncmp(target, "/v3", 3)) {
        snprintf(text, sizeof text, "{\"version\":{\"id\":\"v3.14\",\"status\":\"stable\",\"links\":[{\"rel\":\"self\",\"href\":\"http://127.0.0.1:%d/v3/\"}]}}", port);
        return answer(c, "200 OK", "Content-Type: application/json\r\n", text, is_head);
    }
    if (strncmp(target, "/v1/AUTH_bench", 14)) return swallow(c, head) || answer(c, "404 Not Found", "", "", is_head);
    name = target + 14; while (*name == '/') name++;
    decode(name);
    size_t last = strlen(name); char *slash = strchr(name, '/');
    if (!*name) return answer(c, "204 No Content", "X-Account-Container-Count: 1\r\n", "", is_head);
    if (slash && slash == name + last - 1) { *slash = 0; slash = NULL; }
    if (slash) {
        if (is_put) return put_object(c, head, name, q);
        if (is_head || !strcmp(method, "GET")) return get_object(c, head, name, q, is_head);
        idle();
        pthread_mutex_lock(&lock); object *o = find(name); if (o) drop(o); pthread_mutex_unlock(&lock);
        return answer(c, o ? "204 No Content" : "404 Not Found", "", "", 0);
    }
    pthread_mutex_lock(&lock);
    object *there = find(name);
    if (is_put) make(name);
    if (!strcmp(method, "DELETE")) { /* with all that lies in it */
        size_t n = strlen(name); long i = place(name);
        while (i < count && !strncmp(objects[i].name, name, n) && (!objects[i].name[n] || objects[i].name[n] == '/')) drop(&objects[i]);
    }
    pthread_mutex_unlock(&lock);
    if (is_put || !strcmp(method, "POST")) return swallow(c, head) || answer(c, there ? "202 Accepted" : "201 Created", "", "", 0);
    if (!there) return answer(c, "404 Not Found", "", "", is_head);
    if (!strcmp(method, "GET")) return list(c, name, q);
    return answer(c, "204 No Content", "X-Container-Object-Count: 0\r\nX-Container-Bytes-Used: 0\r\n", "", is_head);
}

static void *talk(void *arg) {
    conn *c = calloc(1, sizeof *c); c->fd = (int)(long)arg;
    char *head = malloc(HEAD_MAX + 1);
    for (;;) {
        char *end;
        c->buf[c->have] = 0;
        while (!(end = strstr(c->buf, "\r\n\r\n"))) {
            ssize_t r = c->have < HEAD_MAX ? recv(c->fd, c->buf + c->have, HEAD_MAX - c->have, 0) : -1;
            if (r <= 0) goto over;
            c->have += r; c->buf[c->have] = 0;
        }
        size_t n = end + 4 - c->buf;
        memcpy(head, c->buf, n); head[n] = 0;
        memmove(c->buf, c->buf + n, c->have -= n);
        c->moved = 0;
        if (serve(c, head)) goto over;
    }
over:
    close(c->fd); free(head); free(c);
    return NULL;
}

int main(int argc, char **argv) {
    for (int o; (o = getopt(argc, argv, "p:f:d:r:")) != -1; ) {
        if (o == 'p') port = atoi(optarg);
        else if (o == 'd') delay_ms = atoi(optarg);
        else if (o == 'r') rate = atol(optarg);
        else if (o == 'f') {
            struct stat s;
            if ((file_fd = open(optarg, O_RDONLY)) < 0 || fstat(file_fd, &s)) fail(optarg);
            file_size = s.st_size;
            if (file_size && (file = mmap(NULL, file_size, PROT_READ, MAP_SHARED, file_fd, 0)) == MAP_FAILED) fail("mmap");
            known = calloc(file_size / MIB + 1, sizeof *known); known_size = calloc(file_size / MIB + 1, sizeof *known_size);
        } else return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 1024)) fail("127.0.0.1");
    printf("listening on %d\n", port); fflush(stdout);
    pthread_attr_t attr; pthread_attr_init(&attr); pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (;;) {
        int fd = accept(s, NULL, NULL); pthread_t t;
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&t, &attr, talk, (void *)(long)fd)) close(fd);
    }
}
