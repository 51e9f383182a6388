/*
 * A disk between a program and its files, preloaded: it notes every change of the files in DISK_DIR, in their order, in
 * the file DISK_LOG, and fails, shortens or delays one call, as the file DISK_CONTROL says.
 *
 *     gcc -O2 -shared -fPIC -o disk.so disk.c -ldl
 *     LD_PRELOAD=disk.so DISK_DIR=/data DISK_LOG=/dev/shm/log DISK_CONTROL=/dev/shm/control program
 *
 * SQLite imports the 64-bit names (open64, pwrite64, ftruncate64): the plain ones alone would see nothing of it.
 * A change is noted after it was made, a sync after it succeeded: what is acknowledged later has its sync in the log.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FDS 4096

/* Written by the test, 4-byte little-endian numbers and then the name; `seen` and `struck` are counted here. */
struct control {
  int32_t kind;    /* the letter of the calls that count; 0: none */
  int32_t nth;     /* the first that is hit, from 1 */
  int32_t action;  /* an errno; -1: half of the write; -2: a delay */
  int32_t sticky;  /* 1: all after it are hit too */
  int32_t delay_ms;
  int32_t seen;
  int32_t struck;
  char name[64];   /* how the file's name begins */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const char *dir;
static size_t dir_length;
static int log_fd = -1;
static volatile struct control *control;
static char *path_of[FDS];

static void begin(void) {
  const char *log = getenv("DISK_LOG"), *order = getenv("DISK_CONTROL");
  dir = getenv("DISK_DIR");
  if (!dir) return;
  dir_length = strlen(dir);
  if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (order) {
    int fd = syscall(SYS_openat, AT_FDCWD, order, O_RDWR | O_CLOEXEC, 0);
    void *at = fd < 0 ? MAP_FAILED : mmap(0, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) abort();
    control = at;
  }
}

static int ours(const char *path) {
  pthread_once(&once, begin);
  return dir && path && strncmp(path, dir, dir_length) == 0 && (path[dir_length] == '/' || path[dir_length] == 0);
}

static const char *named(int fd) { return fd >= 0 && fd < FDS ? path_of[fd] : 0; }

static void note(char op, const char *path, int64_t offset, const void *bytes, uint32_t count) {
  if (log_fd < 0) return;
  struct __attribute__((packed)) { char op; uint16_t path; int64_t offset; uint32_t count; } head =
      {op, (uint16_t)strlen(path), offset, count};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)bytes, bytes ? count : 0}};
  int saved = errno;
  pthread_mutex_lock(&mutex);
  syscall(SYS_writev, log_fd, parts, 3);
  pthread_mutex_unlock(&mutex);
  errno = saved;
}

/* What is done with this call: 0 nothing, an errno, -1 half of it. A delay is over when this returns. */
static int hit(char kind, const char *path) {
  if (!control || control->kind != kind) return 0;
  const char *name = strrchr(path, '/');
  name = name ? name + 1 : path;
  size_t length = strnlen((const char *)control->name, sizeof control->name);
  if (strncmp(name, (const char *)control->name, length) != 0) return 0;
  int32_t n = __sync_add_and_fetch(&control->seen, 1);
  if (n < control->nth || (n > control->nth && !control->sticky)) return 0;
  __sync_add_and_fetch(&control->struck, 1);
  if (control->action == -2) {
    struct timespec wait = {control->delay_ms / 1000, (control->delay_ms % 1000) * 1000000L};
    nanosleep(&wait, 0);
    return 0;
  }
  return control->action;
}

#define REAL(type, name) \
  static __typeof__(type) real; \
  if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)

typedef int (*open_call)(const char *, int, ...);

static int opened(open_call real, const char *path, int flags, mode_t mode) {
  if (!ours(path)) {
    int fd = real(path, flags, mode);
    if (fd >= 0 && fd < FDS && path_of[fd]) { free(path_of[fd]); path_of[fd] = 0; }
    return fd;
  }
  int fault = hit('o', path);
  if (fault > 0) { errno = fault; return -1; }
  struct stat was;
  int fresh = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, path, &was, 0) != 0;
  int fd = real(path, flags, mode);
  if (fd < 0 || fd >= FDS) return fd;
  free(path_of[fd]);
  path_of[fd] = strdup(path);
  if (fresh) note('c', path, 0, 0, 0);
  if (flags & O_TRUNC) note('t', path, 0, 0, 0);
  return fd;
}

static mode_t mode_of(int flags, va_list more) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  REAL(open_call, "open");
  va_list more;
  va_start(more, flags);
  mode_t mode = mode_of(flags, more);
  va_end(more);
  return opened(real, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(open_call, "open64");
  va_list more;
  va_start(more, flags);
  mode_t mode = mode_of(flags, more);
  va_end(more);
  return opened(real, path, flags, mode);
}

static ssize_t written(int fd, const void *bytes, size_t count, off64_t offset,
                       ssize_t (*real)(int, const void *, size_t, off64_t)) {
  const char *path = named(fd);
  if (!path) return real(fd, bytes, count, offset);
  int fault = hit('w', path);
  if (fault > 0) { errno = fault; return -1; }
  ssize_t done = real(fd, bytes, fault == -1 && count > 1 ? count / 2 : count, offset);
  if (done > 0) note('w', path, offset, bytes, (uint32_t)done);
  return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64");
  return written(fd, bytes, count, offset, real);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return pwrite64(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t (*)(int, const void *, size_t), "write");
  const char *path = named(fd);
  if (!path) return real(fd, bytes, count);
  int fault = hit('w', path);
  if (fault > 0) { errno = fault; return -1; }
  ssize_t done = real(fd, bytes, fault == -1 && count > 1 ? count / 2 : count);
  if (done > 0) note('w', path, lseek(fd, 0, SEEK_CUR) - done, bytes, (uint32_t)done);
  return done;
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t offset) {
  REAL(ssize_t (*)(int, void *, size_t, off64_t), "pread64");
  const char *path = named(fd);
  int fault = path ? hit('p', path) : 0;
  if (fault > 0) { errno = fault; return -1; }
  return real(fd, bytes, count, offset);
}

static int synced(int fd, int (*real)(int)) {
  const char *path = named(fd);
  if (!path) return real(fd);
  int fault = hit('s', path);
  if (fault > 0) { errno = fault; return -1; }
  int failed = real(fd);
  if (!failed) note('s', path, 0, 0, 0);
  return failed;
}

int fsync(int fd) {
  REAL(int (*)(int), "fsync");
  return synced(fd, real);
}

int fdatasync(int fd) {
  REAL(int (*)(int), "fdatasync");
  return synced(fd, real);
}

int ftruncate64(int fd, off64_t size) {
  REAL(int (*)(int, off64_t), "ftruncate64");
  const char *path = named(fd);
  if (!path) return real(fd, size);
  int fault = hit('t', path);
  if (fault > 0) { errno = fault; return -1; }
  int failed = real(fd, size);
  if (!failed) note('t', path, size, 0, 0);
  return failed;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int unlink(const char *path) {
  REAL(int (*)(const char *), "unlink");
  if (!ours(path)) return real(path);
  int fault = hit('u', path);
  if (fault > 0) { errno = fault; return -1; }
  int failed = real(path);
  if (!failed) note('u', path, 0, 0, 0);
  return failed;
}

int rename(const char *from, const char *to) {
  REAL(int (*)(const char *, const char *), "rename");
  if (!ours(from)) return real(from, to);
  int fault = hit('r', from);
  if (fault > 0) { errno = fault; return -1; }
  int failed = real(from, to);
  if (!failed) note('r', from, 0, to, (uint32_t)strlen(to));
  return failed;
}

int close(int fd) {
  REAL(int (*)(int), "close");
  if (fd >= 0 && fd < FDS && path_of[fd]) { free(path_of[fd]); path_of[fd] = 0; }
  return real(fd);
}
