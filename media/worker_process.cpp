#include "media/worker_process.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace cityaudit::media {
namespace {

constexpr int worker_socket = 3;

Error unavailable(std::string detail) { return {ErrorKind::unavailable, "media.worker_unavailable", std::move(detail)}; }

WorkerProcess::End end_of(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGKILL || signal == SIGTERM || signal == SIGINT) return WorkerProcess::End::killed;
  }
  return WorkerProcess::End::exited;
}

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  /// The worker gets an empty standard input, our standard error for its start, and one socket; nothing else is inherited.
  void give(int socket) {
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, socket, worker_socket);
    posix_spawn_file_actions_addclosefrom_np(&actions_, worker_socket + 1);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Signals that the server blocks or ignores are the worker's to die from again; its own group keeps Ctrl-C from it.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Result<pid_t> spawn(const WorkerProcess::Options& options, int socket) {
  FileActions actions;
  actions.give(socket);
  const Attributes attributes;
  std::vector<std::string> words = {options.path, std::to_string(options.memory_bytes_max), std::to_string(options.processor_seconds_max),
                                    std::to_string(::getpid())};
  if (const auto& files = options.detectors)
    words.insert(words.end(), {files->face_model, files->face_model_sha256, files->cascade_folder});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // The server's environment may hold secrets; the worker needs this one word of it.
  std::string pixels = "OPENCV_IO_MAX_IMAGE_PIXELS=1073741824";
  char* const environment[] = {pixels.data(), nullptr};
  pid_t pid = -1;
  const int fault = ::posix_spawn(&pid, options.path.c_str(), actions.get(), attributes.get(), arguments.data(), environment);
  if (fault != 0) return unavailable("cannot start " + options.path + ": " + std::strerror(fault));
  return pid;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const Options& options, Channel::Deadline deadline) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return unavailable("no socket pair");
  Channel ours(sockets[0]);
  auto pid = spawn(options, sockets[1]);
  ::close(sockets[1]);
  if (!pid) return pid.error();
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(*pid, std::move(ours)));
  auto frame = worker->channel_.receive(deadline);
  const auto ready = frame && frame->type == FrameType::ready ? decode_ready(frame->payload) : std::nullopt;
  if (!ready) return unavailable("the media worker did not become ready");
  worker->ready_ = *ready;
  return worker;
}

WorkerProcess::~WorkerProcess() { finish(); }

WorkerProcess::End WorkerProcess::poll_end() {
  if (end_ != End::running) return end_;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == pid_) end_ = end_of(status);
  return end_;
}

WorkerProcess::End WorkerProcess::finish() {
  channel_.close();
  if (end_ != End::running) return end_;
  kill();
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  end_ = end_of(status);
  return end_;
}

void WorkerProcess::kill() const { ::kill(pid_, SIGKILL); }

}  // namespace cityaudit::media
