#pragma once
// A request as handlers see it. Made by http/connection; a handler owns it for the length of its call.

#include "base/clock.h"
#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::server::http {

enum class Method { get, head, post, put, patch, del, options };

struct Header {
  std::string name;  // lower case
  std::string value;
};

struct Request {
  Method method = Method::get;                                 // HEAD reaches the handler of GET; the connection drops the body
  std::string path;                                            // decoded, without the query
  std::vector<std::pair<std::string, std::string>> query;      // decoded, in order
  std::vector<Header> headers;                                 // names in lower case
  std::map<std::string, std::string, std::less<>> parameters;  // {token} of the route's pattern
  std::string body;                                            // whole, for routes with a small body
  std::string peer_address;                                    // of the person, behind a trusted proxy too; never logged
  bool from_loopback = false;                                  // the person's own machine, not only the proxy's
  bool secure = false;                                         // https, here or at the trusted proxy
  std::string host;                                            // as the person's browser named it
  std::string request_id;
  std::string language = "en";  // the best of ours for Accept-Language, or what ?lang= asks for
  UtcMillis received_at;

  /// The first header of that (lower-case) name; empty when absent.
  std::string_view header(std::string_view name) const;
  std::string_view query_value(std::string_view name) const;
  std::string_view parameter(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
};

}  // namespace cityaudit::server::http
