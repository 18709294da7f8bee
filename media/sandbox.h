#pragma once
// What the worker gives up before it reads the first foreign byte. Called once, from the worker's only thread.

#include <cstdint>

namespace cityaudit::media {

struct SandboxLimits {
  std::uint64_t memory_bytes_max = 0;  // address space; 0: no limit
  int parent = 0;                      // process id of the server
};

/// Low priority, no core file, no new privileges, death with the parent, bounded memory. False when the parent is gone already.
bool enter_process_limits(const SandboxLimits& limits);

/// From here on the process can use the socket it has, memory and the clock, and nothing else: no file, no network, no other
/// process, no executable memory. Other calls fail with EPERM. False when the kernel has no filters.
bool enter_system_call_filter();

/// The kernel ends the process after this much more processor time, should the server's watchdog be gone.
void limit_processor_seconds(std::uint64_t seconds);

}  // namespace cityaudit::media
