// Figures for operators, as Prometheus reads them.

#include "base/log.h"
#include "ingest/events.h"
#include "server/http/counters.h"
#include "server/routes/handlers.h"
#include "server/server.h"

#include <fmt/format.h>
#include <unistd.h>
#include <fstream>

namespace cityaudit::server::handlers {
namespace {

class Text {
 public:
  /// Before the first sample of a name.
  void describe(std::string_view name, std::string_view type, std::string_view help) {
    out_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  }
  /// `labels` as `{a="b"}` or empty.
  void add(std::string_view name, std::string_view labels, std::int64_t value) { out_ += fmt::format("{}{} {}\n", name, labels, value); }
  void add(std::string_view name, std::string_view labels, double value) { out_ += fmt::format("{}{} {}\n", name, labels, value); }
  void one(std::string_view name, std::string_view type, std::string_view help, std::int64_t value) {
    describe(name, type, help);
    add(name, {}, value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::int64_t load(const http::Count& count) { return static_cast<std::int64_t>(count.load(std::memory_order_relaxed)); }

double seconds(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

void add_requests(Text& text, const http::Counters& counters) {
  text.describe("cityaudit_requests_total", "counter", "Answers by route and class of status.");
  counters.each_route([&](const std::string& route, const http::RouteCounters& of) {
    for (std::size_t status = 1; status < of.by_status_class.size(); ++status)
      if (const std::int64_t count = load(of.by_status_class[status]); count > 0)
        text.add("cityaudit_requests_total", fmt::format("{{route=\"{}\",status=\"{}xx\"}}", route, status), count);
  });
  text.describe("cityaudit_request_seconds", "histogram", "From the end of a request's head to the end of its answer.");
  counters.each_route([&](const std::string& route, const http::RouteCounters& of) {
    std::int64_t below = 0;
    for (std::size_t i = 0; i < of.latency.counts.size(); ++i) {
      below += load(of.latency.counts[i]);
      const std::string bound =
          i < http::Histogram::bounds_micros.size() ? fmt::format("{}", seconds(http::Histogram::bounds_micros[i])) : "+Inf";
      text.add("cityaudit_request_seconds_bucket", fmt::format("{{route=\"{}\",le=\"{}\"}}", route, bound), below);
    }
    text.add("cityaudit_request_seconds_sum", fmt::format("{{route=\"{}\"}}", route), seconds(load(of.latency.sum_micros)));
    text.add("cityaudit_request_seconds_count", fmt::format("{{route=\"{}\"}}", route), below);
  });
}

void add_connections(Text& text, const http::Counters& counters) {
  text.one("cityaudit_connections_accepted_total", "counter", "Connections taken.", load(counters.connections_accepted));
  text.one("cityaudit_connections_open", "gauge", "Connections open now.", load(counters.connections_open));
  text.one("cityaudit_event_streams_open", "gauge", "Live pages connected now.", load(counters.event_streams_open));
  text.one("cityaudit_received_bytes_total", "counter", "Bytes received.", load(counters.bytes_received));
  text.one("cityaudit_sent_bytes_total", "counter", "Bytes sent.", load(counters.bytes_sent));
  text.one("cityaudit_handler_exceptions_total", "counter", "Handlers that failed in a way nobody foresaw.",
           load(counters.handler_exceptions));
  text.describe("cityaudit_rejected_total", "counter", "Connections and requests turned away before any handler saw them.");
  for (std::size_t i = 0; i < counters.rejected.size(); ++i)
    text.add("cityaudit_rejected_total", fmt::format("{{reason=\"{}\"}}", name_of(static_cast<http::Rejection>(i))),
             load(counters.rejected[i]));
}

/// What the database knows; left out when it cannot be read, because the rest still tells something.
void add_stored(Text& text, Server& server) {
  const auto read = [&](store::Transaction& tx) -> Result<> {
    const std::int64_t newest = ingest::Events::newest(tx);
    text.one("cityaudit_events_total", "counter", "Events in the log.", newest);
    text.describe("cityaudit_reader_lag", "gauge", "Events that a reader of the log has yet to read.");
    {
      store::Rows rows = tx.query("SELECT reader, seq FROM log_cursor ORDER BY reader");
      while (rows.next()) text.add("cityaudit_reader_lag", fmt::format("{{reader=\"{}\"}}", rows.text(0)), newest - rows.integer(1));
    }
    text.describe("cityaudit_jobs", "gauge", "Jobs by kind and state.");
    store::Rows rows = tx.query("SELECT kind, state, count(*) FROM job GROUP BY kind, state ORDER BY kind, state");
    while (rows.next())
      text.add("cityaudit_jobs", fmt::format("{{kind=\"{}\",state=\"{}\"}}", rows.text(0), rows.text(1)), rows.integer(2));
    text.one("cityaudit_files", "gauge", "Files that came with submissions.",
             tx.integer("SELECT count(*) FROM attachment WHERE sha256 IS NOT NULL").value_or(0));
    text.one("cityaudit_doomed_files", "gauge",
             "Files that are still to be removed; more than zero for long means that something withstands.",
             tx.integer("SELECT count(*) FROM doomed_file").value_or(0));
    return {};
  };
  if (const auto done = server.domain.database->read(read); !done)
    log::warning("figures of the database are missing from /metrics", {{"code", done.error().code}});
}

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::int64_t file_bytes(const std::filesystem::path& path) {
  std::error_code fault;
  const auto size = std::filesystem::file_size(path, fault);
  return fault ? 0 : static_cast<std::int64_t>(size);
}

void add_machine(Text& text, const DataFolder& folder) {
  text.one("cityaudit_resident_bytes", "gauge", "Memory of the server process.", resident_bytes());
  text.one("cityaudit_database_bytes", "gauge", "The database with its log.",
           file_bytes(folder.database()) + file_bytes(folder.database().string() + "-wal"));
  std::error_code fault;
  const auto space = std::filesystem::space(folder.path, fault);
  if (!fault) text.one("cityaudit_disk_free_bytes", "gauge", "Room left for data.", static_cast<std::int64_t>(space.available));
}

}  // namespace

Result<http::Response> get_metrics(Server& server, http::Request&, const Caller&) {
  Text text;
  if (server.counters) {
    add_connections(text, *server.counters);
    add_requests(text, *server.counters);
  }
  text.one("cityaudit_ready", "gauge", "Whether the server takes submissions.", server.ready && !server.stopping ? 1 : 0);
  text.one("cityaudit_live_subscribers", "gauge", "Pages that follow the event log.", static_cast<std::int64_t>(server.live.subscribers()));
  add_stored(text, server);
  add_machine(text, server.domain.folder);
  return http::text_response(200, "text/plain; version=0.0.4; charset=utf-8", text.take());
}

}  // namespace cityaudit::server::handlers
