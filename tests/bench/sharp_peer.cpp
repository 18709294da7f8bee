#include "tests/bench/sharp_peer.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace cityaudit::bench {

SharpPeer::SharpPeer(const std::string& script, const std::string& folder) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::signal(SIGPIPE, SIG_IGN);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::execlp("node", "node", script.c_str(), folder.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  to_ = in[1];
  from_ = out[0];
  version_ = read_line();
}

SharpPeer::~SharpPeer() {
  ::close(to_);  // ends it
  ::close(from_);
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
}

std::optional<std::string> SharpPeer::read_line() {
  std::string line;
  for (char c = 0; ::read(from_, &c, 1) == 1;) {
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

std::optional<double> SharpPeer::derive(const std::string& path) {
  const std::string line = path + "\n";
  if (::write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return std::nullopt;
  const auto answer = read_line();
  if (!answer) return std::nullopt;
  char* end = nullptr;
  const double millis = std::strtod(answer->c_str(), &end);
  return end == answer->c_str() ? std::nullopt : std::optional<double>(millis);
}

}  // namespace cityaudit::bench
