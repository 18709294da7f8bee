#pragma once
// The real executable as a child: started on a free port, asked, stopped or killed. One thread per object.

#include "base/result.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cityaudit::tests {

struct CommandOutcome {
  int exit_code = -1;  // 128 + signal when a signal ended it
  std::string output;
  std::string errors;
};

/// Runs a command to its end; killed after `seconds_max`.
CommandOutcome run_command(const std::vector<std::string>& arguments, int seconds_max = 60);

/// A port of 127.0.0.1 that nothing listened on a moment ago.
std::uint16_t free_port();

/// By how much time limits are stretched: CITYAUDIT_TEST_PATIENCE, 1 when not set. Sanitized code is slower.
int test_patience();
/// A number from the environment, for how long or how often a test runs.
std::int64_t test_setting(const char* name, std::int64_t otherwise);

class ServerProcess {
 public:
  struct Options {
    std::filesystem::path executable;
    std::filesystem::path data_folder;
    std::vector<std::string> arguments;    // after `serve --data DIR --listen HOST:PORT`
    std::vector<std::string> environment;  // "CITYAUDIT_STORE_INTAKE_THREADS=8"
  };

  explicit ServerProcess(Options options);
  ~ServerProcess();  // kills what still runs
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Starts the executable and returns at once.
  void start();
  /// Until /readyz answers 200. False when the process ended or the time is over; see log().
  bool wait_ready(int seconds_max = 30);
  /// SIGKILL, and waits until it is gone.
  void kill();
  /// SIGTERM, and waits; the exit code, or -1 when it had to be killed.
  int stop(int seconds_max = 20);
  bool running();

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  std::string url() const;
  /// What it wrote to stdout and stderr since the first start.
  std::string log() const;
  /// Resident memory in bytes; 0 when it does not run.
  std::int64_t resident_bytes() const;

  /// `arguments` as `cityaudit COMMAND --data DIR ...` beside it.
  CommandOutcome command(const std::string& name, std::vector<std::string> arguments = {}, int seconds_max = 60) const;
  /// `cityaudit open FORM ...` and the base address of its OpenRosa link, with this server's host and port.
  Result<std::string> open_form(const std::filesystem::path& form, const std::string& audit, const std::string& activity) const;

 private:
  Options options_;
  std::uint16_t port_;
  std::filesystem::path log_;
  pid_t pid_ = 0;
};

}  // namespace cityaudit::tests
