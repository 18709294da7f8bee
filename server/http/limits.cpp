#include "server/http/limits.h"

namespace cityaudit::server::http {

Limits::Limits(const Settings& settings)
    : head{settings.size("http.head_bytes_max"), settings.size("http.headers_max"), settings.size("http.target_bytes_max")},
      chunked{settings.size("http.chunk_line_bytes_max"), settings.size("http.chunk_extension_bytes_max"),
              settings.size("http.trailer_bytes_max")},
      connections_max(settings.size("http.connections_max")),
      connections_per_address_max(settings.size("http.connections_per_address_max")),
      pipelined_requests_max(settings.size("http.pipelined_requests_max")),
      small_body_bytes_max(settings.size("http.small_body_bytes_max")),
      body_memory_bytes_max(settings.size("http.body_memory_bytes_max")),
      body_bytes_per_second_min(settings.size("http.body_bytes_per_second_min")),
      drain_bytes_max(settings.size("http.drain_bytes_max")),
      linger_bytes_max(settings.size("http.linger_bytes_max")),
      handshake_time_max(settings.integer("http.handshake_seconds_max")),
      head_time_max(settings.integer("http.head_seconds_max")),
      idle_time_max(settings.integer("http.idle_seconds_max")),
      body_idle_time_max(settings.integer("http.body_idle_seconds_max")),
      write_idle_time_max(settings.integer("http.write_idle_seconds_max")),
      linger_time_max(settings.integer("http.linger_seconds_max")),
      stop_time_max(settings.integer("http.stop_seconds_max")) {}

}  // namespace cityaudit::server::http
