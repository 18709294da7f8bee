#include "tests/support/server_process.h"

#include "base/ids.h"
#include "base/text.h"
#include "tests/support/http_client.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace cityaudit::tests {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

pid_t spawn(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, const std::filesystem::path& output,
            const std::filesystem::path& errors) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const auto& variable : environment) envp.push_back(const_cast<char*>(variable.c_str()));
  for (char** variable = environ; *variable != nullptr; ++variable) envp.push_back(*variable);
  envp.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (errors == output)
    posix_spawn_file_actions_adddup2(&files, 1, 2);
  else
    posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that its workers can be ended with it
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, argv[0], &files, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) throw std::runtime_error("cannot start " + arguments[0]);
  return pid;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

/// The exit code, or nothing when it still runs after the time.
std::optional<int> wait_for(pid_t pid, std::chrono::milliseconds time_max) {
  const auto end = SteadyClock::now() + time_max;
  for (auto pause = std::chrono::microseconds(500);;
       pause = std::min<std::chrono::microseconds>(pause * 2, std::chrono::milliseconds(20))) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return code_of(status);
    if (SteadyClock::now() >= end) return {};
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

std::int64_t test_setting(const char* name, std::int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : parse_integer(text).value_or(otherwise);
}

int test_patience() { return static_cast<int>(test_setting("CITYAUDIT_TEST_PATIENCE", 1)); }

CommandOutcome run_command(const std::vector<std::string>& arguments, int seconds_max) {
  const auto stem = std::filesystem::temp_directory_path() / ("cityaudit-command-" + uuid_v4());
  const auto output = stem.string() + ".out";
  const auto errors = stem.string() + ".err";
  const auto pid = spawn(arguments, {}, output, errors);
  CommandOutcome outcome;
  if (const auto code = wait_for(pid, std::chrono::seconds(seconds_max) * test_patience())) {
    outcome.exit_code = *code;
  } else {
    ::kill(-pid, SIGKILL);
    int status = 0;
    waitpid(pid, &status, 0);
  }
  outcome.output = read_file(output);
  outcome.errors = read_file(errors);
  std::filesystem::remove(output);
  std::filesystem::remove(errors);
  return outcome;
}

std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool found = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(probe);
  if (!found) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

ServerProcess::ServerProcess(Options options)
    : options_(std::move(options)),
      port_(free_port()),
      log_(std::filesystem::temp_directory_path() / ("cityaudit-serve-" + uuid_v4() + ".log")) {}

ServerProcess::~ServerProcess() {
  kill();
  std::error_code ignored;
  std::filesystem::remove(log_, ignored);
}

std::string ServerProcess::url() const { return fmt::format("http://127.0.0.1:{}", port_); }
std::string ServerProcess::log() const { return read_file(log_); }

void ServerProcess::start() {
  std::vector<std::string> arguments{options_.executable,  "serve",    "--data",
                                     options_.data_folder, "--listen", fmt::format("127.0.0.1:{}", port_)};
  arguments.insert(arguments.end(), options_.arguments.begin(), options_.arguments.end());
  pid_ = spawn(arguments, options_.environment, log_, log_);
}

bool ServerProcess::running() {
  if (pid_ == 0) return false;
  if (!wait_for(pid_, std::chrono::milliseconds(0))) return true;
  pid_ = 0;
  return false;
}

bool ServerProcess::wait_ready(int seconds_max) {
  const auto end = SteadyClock::now() + std::chrono::seconds(seconds_max) * test_patience();
  while (SteadyClock::now() < end && running()) {
    HttpClient client("127.0.0.1", port_, 5);
    const auto answer = client.get("/readyz");
    if (answer && answer->status == 200) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

void ServerProcess::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
}

int ServerProcess::stop(int seconds_max) {
  if (pid_ == 0) return -1;
  ::kill(pid_, SIGTERM);
  const auto code = wait_for(pid_, std::chrono::seconds(seconds_max) * test_patience());
  if (!code) {
    kill();
    return -1;
  }
  pid_ = 0;
  return *code;
}

std::int64_t ServerProcess::resident_bytes() const {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with("VmRSS:")) return std::strtoll(line.c_str() + 6, nullptr, 10) * 1024;
  return 0;
}

CommandOutcome ServerProcess::command(const std::string& name, std::vector<std::string> arguments, int seconds_max) const {
  std::vector<std::string> all{options_.executable, name};
  if (name == "open" && !arguments.empty()) {
    all.push_back(arguments.front());
    arguments.erase(arguments.begin());
  }
  all.insert(all.end(), {"--data", options_.data_folder});
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_command(all, seconds_max);
}

Result<std::string> ServerProcess::open_form(const std::filesystem::path& form, const std::string& audit,
                                             const std::string& activity) const {
  const auto outcome = command("open", {form, "--audit", audit, "--activity", activity});
  if (outcome.exit_code != 0) return Error{ErrorKind::internal, "test.command", "open: " + outcome.errors};
  boost::system::error_code fault;
  const auto link = boost::json::parse(outcome.output, fault);
  const auto* address = fault || !link.is_object() ? nullptr : link.as_object().if_contains("openrosa");
  const auto url = address != nullptr && address->is_string() ? parse_http_url(address->as_string()) : std::nullopt;
  if (!url) return Error{ErrorKind::internal, "test.command", "open printed no link: " + outcome.output};
  return this->url() + url->target;
}

}  // namespace cityaudit::tests
