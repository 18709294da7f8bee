// cityaudit serve: runs until it is told to stop (SIGTERM, SIGINT). SIGHUP reads the certificate again.

#include "base/log.h"
#include "server/commands/commands.h"
#include "server/serving.h"

#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace cityaudit::server::commands {
namespace {

/// Signals are taken by one waiting thread, the main one; every other thread is born with them blocked.
sigset_t block_signals() {
  sigset_t waited_for;
  sigemptyset(&waited_for);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&waited_for, number);
  pthread_sigmask(SIG_BLOCK, &waited_for, nullptr);
  return waited_for;
}

/// Whoever asks a second time means it. What was acknowledged is on the disk, so nothing is lost by not finishing.
void exit_at_next_signal(sigset_t waited_for) {
  sigdelset(&waited_for, SIGHUP);
  std::thread([waited_for] {
    int number = 0;
    if (sigwait(&waited_for, &number) != 0) return;
    log::warning("stopped at once, by a second signal");
    std::_Exit(128 + number);
  }).detach();
}

}  // namespace

int serve(const Arguments& arguments, const Settings& settings) {
  const sigset_t waited_for = block_signals();
  auto serving = Serving::start(settings, DataFolder{arguments.text("--data")}, arguments.text("--sample"));
  if (!serving) return report(serving.error());
  std::fputs((*serving)->banner().c_str(), stdout);
  std::fflush(stdout);
  log::info("ready", {{"port", (*serving)->port()}, {"pid", ::getpid()}});
  for (;;) {
    int number = 0;
    if (sigwait(&waited_for, &number) != 0) continue;
    if (number != SIGHUP) break;
    if (const auto reloaded = (*serving)->reload_certificate(); !reloaded)
      log::error("the certificate was not read again", {{"code", reloaded.error().code}, {"detail", reloaded.error().message}});
  }
  log::info("stopping");
  exit_at_next_signal(waited_for);
  (*serving)->stop();
  return 0;
}

}  // namespace cityaudit::server::commands
