#include "media/sandbox.h"

#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <initializer_list>

namespace cityaudit::media {
namespace {

constexpr int niceness = 10;
constexpr rlim_t open_files_max = 64;  // the dynamic loader's needs are over; OpenCV reads a few of the kernel's files at start

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool under_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool under_sanitizer = true;
#else
constexpr bool under_sanitizer = false;
#endif
#else
constexpr bool under_sanitizer = false;
#endif

void limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(resource, &both);  // lowering cannot fail
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  ~Filter() {
    if (context_) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void allow(int system_call) { note(context_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, system_call, 0) == 0); }
  /// Memory calls carry their protection in the third argument.
  void allow_without_execution(int system_call) {
    const scmp_arg_cmp not_executable{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    note(context_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, system_call, 1, not_executable) == 0);
  }
  /// A thread of this process, never another process. clone3 hides its flags in memory: libc falls back from it to clone.
  void allow_threads() {
    const scmp_arg_cmp same_process{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD};
    note(context_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, same_process) == 0);
    note(context_ && seccomp_rule_add(context_, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0);
    allow(SCMP_SYS(set_robust_list));
    allow(SCMP_SYS(rseq));
  }
  bool load() { return complete_ && seccomp_load(context_) == 0; }

 private:
  void note(bool added) { complete_ = complete_ && added; }

  scmp_filter_ctx context_;
  bool complete_ = true;
};

}  // namespace

bool enter_process_limits(const SandboxLimits& limits) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != limits.parent) return false;  // it died before the line above
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0);
  const sched_param normal{};
  ::sched_setscheduler(0, SCHED_BATCH, &normal);
  ::setpriority(PRIO_PROCESS, 0, niceness);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, open_files_max);
  // A sanitizer's shadow memory is mapped up front and is larger than any sensible limit.
  if (!under_sanitizer && limits.memory_bytes_max > 0) limit(RLIMIT_AS, limits.memory_bytes_max);
  return true;
}

bool enter_system_call_filter() {
  Filter filter;
  for (const int call : {
           SCMP_SYS(read),
           SCMP_SYS(write),
           SCMP_SYS(writev),
           SCMP_SYS(recvfrom),
           SCMP_SYS(sendto),
           SCMP_SYS(poll),
           SCMP_SYS(ppoll),
           SCMP_SYS(close),
           SCMP_SYS(fstat),
           SCMP_SYS(lseek),
           SCMP_SYS(brk),
           SCMP_SYS(munmap),
           SCMP_SYS(mremap),
           SCMP_SYS(madvise),
           SCMP_SYS(futex),
           SCMP_SYS(sched_yield),
           SCMP_SYS(sched_getaffinity),
           SCMP_SYS(nanosleep),
           SCMP_SYS(clock_nanosleep),
           SCMP_SYS(clock_gettime),
           SCMP_SYS(clock_getres),
           SCMP_SYS(gettimeofday),
           SCMP_SYS(time),
           SCMP_SYS(getrusage),
           SCMP_SYS(times),
           SCMP_SYS(getrandom),
           SCMP_SYS(getpid),
           SCMP_SYS(gettid),
           SCMP_SYS(sysinfo),
           SCMP_SYS(uname),
           SCMP_SYS(rt_sigaction),
           SCMP_SYS(rt_sigprocmask),
           SCMP_SYS(rt_sigreturn),
           SCMP_SYS(sigaltstack),
           SCMP_SYS(tgkill),
           SCMP_SYS(restart_syscall),
           SCMP_SYS(exit),
           SCMP_SYS(exit_group),
       }) {
    filter.allow(call);
  }
  filter.allow_without_execution(SCMP_SYS(mmap));
  filter.allow_without_execution(SCMP_SYS(mprotect));
  filter.allow_threads();  // the decoders of HEIC and AVIF will not do without
  // A sanitizer tries through a pipe whether an address may be read.
  if (under_sanitizer) filter.allow(SCMP_SYS(pipe2));
  // Of its own limits only: the first argument is a process id, 0 for oneself. See limit_processor_seconds.
  filter.allow(SCMP_SYS(prlimit64));
  return filter.load();
}

void limit_processor_seconds(std::uint64_t seconds) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const rlim_t soft = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
  const rlimit limits{soft, RLIM_INFINITY};
  ::setrlimit(RLIMIT_CPU, &limits);
}

}  // namespace cityaudit::media
