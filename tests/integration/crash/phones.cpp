#include "tests/integration/crash/phones.h"

#include <chrono>
#include <random>
#include <utility>

namespace cityaudit::tests {

namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::size_t outbox_max = 16;  // a phone fills in no further form while so many wait

Sent fingerprint(const FilledForm& filled) {
  Sent sent{sha256(bytes_of(filled.xml)), {}, SteadyClock::now()};
  for (const auto& file : filled.files) sent.files[file.name] = sha256(bytes_of(file.bytes));
  return sent;
}

}  // namespace

Phones::Phones(PhoneSettings settings)
    : settings_(std::move(settings)), photo_(padded_jpeg(settings_.photo_bytes)), phones_(static_cast<std::size_t>(settings_.phones)) {}

void Phones::start() {
  stopping_ = false;
  ++round_;
  for (std::size_t i = 0; i < phones_.size(); ++i) phones_[i].thread = std::thread([this, i] { run(phones_[i], i); });
}

void Phones::stop() {
  stopping_ = true;
  for (auto& phone : phones_)
    if (phone.thread.joinable()) phone.thread.join();
}

bool Phones::send(OpenRosaClient& client, const FilledForm& filled, const SendOptions& options) {
  const auto start = SteadyClock::now();
  const auto outcome = client.submit(filled, options);
  if (!outcome) {
    client.connection().close();
    return false;
  }
  const std::chrono::duration<double, std::milli> took = SteadyClock::now() - start;
  const std::scoped_lock lock(mutex_);
  if (outcome->accepted) {
    book_.emplace(filled.instance_id, fingerprint(filled));
    latencies_.push_back(took.count());
    ++acknowledged_;
  } else if (options.read_answers) {
    ++refused_[outcome->status];
  }
  return outcome->accepted;
}

void Phones::run(Phone& phone, std::uint64_t number) {
  std::mt19937_64 random(settings_.seed * 1000003 + round_ * 1009 + number);
  std::uniform_real_distribution<double> share(0, 1);
  OpenRosaClient client(settings_.base_url, "collect:phone-" + std::to_string(number));
  while (!stopping_) {
    if (phone.outbox.empty() || (phone.outbox.size() < outbox_max && share(random) < 0.7))
      phone.outbox.push_back(
          fill_bench_form(settings_.seed, random(), share(random) < settings_.photo_share ? photo_ : std::string_view{}));
    SendOptions options;
    options.read_answers = share(random) >= settings_.hang_up_share;
    options.chunked = share(random) < 0.3;
    // The oldest first, as Collect does; now and then another, so that a resent one meets a new one.
    const auto at = share(random) < 0.8 ? 0 : random() % phone.outbox.size();
    if (send(client, phone.outbox[at], options)) {
      phone.outbox.erase(phone.outbox.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (options.read_answers) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (settings_.pause_micros > 0) std::this_thread::sleep_for(std::chrono::microseconds(settings_.pause_micros));
  }
}

bool Phones::drain(int seconds_max) {
  stop();
  const auto end = SteadyClock::now() + std::chrono::seconds(seconds_max);
  OpenRosaClient client(settings_.base_url, "collect:phone-drain");
  for (auto& phone : phones_) {
    while (!phone.outbox.empty()) {
      if (send(client, phone.outbox.back(), {}))
        phone.outbox.pop_back();
      else if (SteadyClock::now() > end)
        return false;
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  return true;
}

std::size_t Phones::refused(int status) const {
  const std::scoped_lock lock(mutex_);
  const auto found = refused_.find(status);
  return found == refused_.end() ? 0 : found->second;
}

std::vector<double> Phones::take_latencies() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(latencies_, {});
}

void Phones::forget_acknowledged_after(SteadyClock::time_point time) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(book_, [&](const auto& entry) { return entry.second.acknowledged_at > time; });
}

std::map<std::string, Sent> Phones::book() const {
  const std::scoped_lock lock(mutex_);
  return book_;
}

}  // namespace cityaudit::tests
