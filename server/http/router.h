#pragma once
// From a method and a path to a route. Built once, then read-only; thread-safe.
//
// Patterns: "/v1/key/{token}/projects/{number}/submission"; a parameter may have fixed text around it in its segment
// ("/Submissions('{id}')", "/forms/{id}.xml") and is never empty; "{name...}" at the end takes all the rest, slashes too;
// a final "/?" lets the path end with a slash or not. Fixed text goes before parameters, longer text before shorter.

#include "server/http/request.h"

#include <cstddef>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::http {

class Router {
 public:
  enum class Outcome { found, not_found, method_not_allowed, options };
  struct Match {
    Outcome outcome = Outcome::not_found;
    std::size_t route = 0;  // what add() was given
    std::map<std::string, std::string, std::less<>> parameters;
    std::string allow;  // for Allow, when not found for this method and for OPTIONS
  };

  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// `route` is the caller's index. Throws std::logic_error on a bad pattern and on the same method and pattern twice.
  /// A route for GET answers HEAD too unless HEAD has its own.
  void add(std::initializer_list<Method> methods, std::string_view pattern, std::size_t route);

  Match match(Method method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace cityaudit::server::http
