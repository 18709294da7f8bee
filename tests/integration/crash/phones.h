#pragma once
// A handful of phones that send all the time and keep a book of what was acknowledged: the load under which the fault
// tests break things. Each phone is a thread; the book may be read when the phones have stopped.

#include "base/digest.h"
#include "tests/support/openrosa_client.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cityaudit::tests {

/// What the server must have for one instance.
struct Sent {
  Sha256 xml;
  std::map<std::string, Sha256> files;
  std::chrono::steady_clock::time_point acknowledged_at;
};

struct PhoneSettings {
  std::string base_url;
  int phones = 6;
  std::uint64_t seed = 1;
  std::size_t photo_bytes = 30'000;
  double photo_share = 0.5;     // of the submissions
  double hang_up_share = 0.05;  // sent, and the answer not waited for
  int pause_micros = 0;         // between two submissions of a phone
};

class Phones {
 public:
  explicit Phones(PhoneSettings settings);
  ~Phones() { stop(); }
  void start();
  /// Ends the threads; what is unacknowledged stays in each phone's outbox.
  void stop();
  /// Sends what is left in the outboxes, with patience. False when something is still refused after that time.
  bool drain(int seconds_max);

  std::size_t acknowledged() const { return acknowledged_.load(); }
  std::size_t refused(int status) const;  // answers of that status so far
  /// Milliseconds from the first byte to the answer of every acknowledged submission; taken out.
  std::vector<double> take_latencies();
  std::map<std::string, Sent> book() const;
  /// Strikes out what was acknowledged later: by a machine without power, whose answers nobody would have received.
  void forget_acknowledged_after(std::chrono::steady_clock::time_point time);

 private:
  struct Phone {
    std::vector<FilledForm> outbox;
    std::thread thread;
  };
  void run(Phone& phone, std::uint64_t number);
  bool send(OpenRosaClient& client, const FilledForm& filled, const SendOptions& options);

  PhoneSettings settings_;
  std::string photo_;
  std::vector<Phone> phones_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> acknowledged_{0};
  std::uint64_t round_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, Sent> book_;
  std::map<int, std::size_t> refused_;
  std::vector<double> latencies_;
};

}  // namespace cityaudit::tests
