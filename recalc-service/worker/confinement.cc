// Landlock by its system calls (glibc has no wrappers), seccomp by libseccomp.
#include "recalc-service/worker/confinement.h"

#include <fcntl.h>
#include <link.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>

namespace sheetgate::recalc::worker {
namespace {

constexpr uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// Everything version 1 knows; the bits up to MAKE_SYM follow each other.
constexpr uint64_t kVersion1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
// Version 3, Linux 6.2; the header of Debian 12 is older.
constexpr uint64_t kTruncate = uint64_t{1} << 14;

// What LibreOffice reads besides its own directories. What a machine lacks is left out.
constexpr const char* kReadable[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/etc/libreoffice",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/var/cache/fontconfig",
    "/var/spool/libreoffice",
    "/proc/self",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/proc/stat",
    "/dev/null",
    "/dev/urandom",
    "/sys/devices/system/cpu",
};

int LandlockVersion() {
  return static_cast<int>(
      syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

uint64_t HandledAccess(int version) {
  uint64_t access = kVersion1;
  if (version >= 2) access |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) access |= kTruncate;
  return access;
}

// Allows `access` to what is beneath `path`; a path there is not needs no rule.
bool Allow(int ruleset, const std::string& path, uint64_t access) {
  const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || errno == EACCES;
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) access &= ~LANDLOCK_ACCESS_FS_READ_DIR;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = fd;
  const bool added =
      syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
  close(fd);
  return added;
}

// The program that loads this one and others, and their libraries.
std::string DynamicLinker() {
  std::string path;
  dl_iterate_phdr(
      [](dl_phdr_info* main, size_t, void* result) {
        for (int i = 0; i < main->dlpi_phnum; ++i) {
          const ElfW(Phdr)& header = main->dlpi_phdr[i];
          if (header.p_type != PT_INTERP) continue;
          *static_cast<std::string*>(result) =
              reinterpret_cast<const char*>(main->dlpi_addr + header.p_vaddr);
        }
        return 1;
      },
      &path);
  return path;
}

bool RestrictFiles(const Confinement& confinement) {
  const int version = LandlockVersion();
  if (version < 1) return true;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = HandledAccess(version);
  const int ruleset =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0));
  if (ruleset < 0) return false;
  bool allowed = true;
  for (const char* path : kReadable) allowed = allowed && Allow(ruleset, path, kRead);
  const std::string office = std::filesystem::path(confinement.program_dir).parent_path().string();
  allowed = allowed && Allow(ruleset, office, kRead) &&
            Allow(ruleset, confinement.work_dir, attributes.handled_access_fs);
  if (!confinement.program.empty()) {
    for (const std::string& program : {confinement.program, DynamicLinker()}) {
      allowed = allowed && Allow(ruleset, program, kRead | LANDLOCK_ACCESS_FS_EXECUTE);
    }
    allowed = allowed && Allow(ruleset, confinement.preloaded, kRead);
  }
  const bool restricted = allowed && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return restricted;
}

// Calls a calculation never makes: sockets, programs, process groups, other processes' memory,
// namespaces, mounts, kernel interfaces with a history of holes.
constexpr int kRefused[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(setpgid),
    SCMP_SYS(setsid),
    SCMP_SYS(ptrace),
    SCMP_SYS(kill),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(open_by_handle_at),
};

// What clone may not make: namespaces.
constexpr uint64_t kRefusedCloneFlags[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                           CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                           CLONE_NEWNET};

using Filter = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

Filter AllowAll() { return {seccomp_init(SCMP_ACT_ALLOW), seccomp_release}; }

bool Refuse(const Filter& filter, int call) {
  const int added = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
  return added == 0 || added == -EDOM;  // EDOM: this processor has no such call
}

bool RestrictCalls() {
  const Filter filter = AllowAll();
  if (filter == nullptr) return false;
  if (seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
  for (const int call : kRefused) {
    if (!Refuse(filter, call)) return false;
  }
  for (const uint64_t flag : kRefusedCloneFlags) {
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)) != 0) {
      return false;
    }
  }
  // The flags of clone3 are out of a filter's sight: the C library falls back to clone.
  return seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
         seccomp_load(filter.get()) == 0;
}

}  // namespace

bool CanRestrictFiles() { return LandlockVersion() >= 1; }

std::string ConfineFiles(const Confinement& confinement) {
  if (RestrictFiles(confinement)) return "";
  return std::string("the files cannot be restricted: ") + std::strerror(errno);
}

std::string ConfineCalls() {
  return RestrictCalls() ? "" : "the system calls cannot be restricted";
}

std::string Confine(const Confinement& confinement) {
  const std::string problem = ConfineFiles(confinement);
  return problem.empty() ? ConfineCalls() : problem;
}

bool RefuseProcesses() {
  const Filter filter = AllowAll();
  // Threads are made by clone; without the flag it is a new process.
  return filter != nullptr && seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
         Refuse(filter, SCMP_SYS(fork)) && Refuse(filter, SCMP_SYS(vfork)) &&
         seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                          SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
         seccomp_load(filter.get()) == 0;
}

}  // namespace sheetgate::recalc::worker
