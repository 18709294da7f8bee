#include "server/http/router.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace cityaudit::server::http {
namespace {

constexpr std::array<std::string_view, 7> method_names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr std::size_t method_count = method_names.size();

using Handlers = std::array<std::optional<std::size_t>, method_count>;
using Captures = std::vector<std::pair<std::string_view, std::string_view>>;

std::size_t index_of(Method method) { return static_cast<std::size_t>(method); }

bool serves(const Handlers& handlers, std::size_t method) {
  return handlers[method] || (method == index_of(Method::head) && handlers[index_of(Method::get)]);
}

/// One search: what it has captured, what it found, which methods it passed by.
struct Search {
  std::size_t method;
  Captures captures;
  std::optional<std::size_t> found;
  std::array<bool, method_count> allowed{};

  bool take(const Handlers& handlers) {
    for (std::size_t m = 0; m < method_count; ++m) allowed[m] = allowed[m] || serves(handlers, m);
    if (!serves(handlers, method)) return false;
    found = handlers[method] ? handlers[method] : handlers[index_of(Method::get)];
    return true;
  }
};

void claim(Handlers& handlers, Method method, std::size_t route, std::string_view pattern) {
  if (handlers[index_of(method)]) throw std::logic_error("route twice: " + std::string(pattern));
  handlers[index_of(method)] = route;
}

}  // namespace

struct Router::Node {
  struct Parameter {
    std::string before;
    std::string name;
    std::string after;
    std::unique_ptr<Node> node;
  };

  std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
  std::vector<Parameter> parameters;  // longest fixed text first
  std::string rest_name;
  Handlers rest{};
  Handlers here{};
  Handlers with_slash{};

  Node& child(std::string_view segment, std::string_view pattern);
  bool search(std::string_view path, Search& search) const;
};

/// The node for one more segment of a pattern, made when it is new.
Router::Node& Router::Node::child(std::string_view segment, std::string_view pattern) {
  const auto open = segment.find('{');
  if (open == std::string_view::npos) {
    auto& node = fixed[std::string(segment)];
    if (!node) node = std::make_unique<Node>();
    return *node;
  }
  const auto close = segment.find('}', open);
  if (close == std::string_view::npos || close == open + 1 || segment.find('{', close) != std::string_view::npos) {
    throw std::logic_error("bad pattern: " + std::string(pattern));
  }
  Parameter fresh{std::string(segment.substr(0, open)), std::string(segment.substr(open + 1, close - open - 1)),
                  std::string(segment.substr(close + 1)), nullptr};
  for (Parameter& known : parameters) {
    if (known.before == fresh.before && known.name == fresh.name && known.after == fresh.after) return *known.node;
  }
  fresh.node = std::make_unique<Node>();
  Node& node = *fresh.node;
  const auto length = [](const Parameter& p) { return p.before.size() + p.after.size(); };
  const auto place = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return length(p) < length(fresh); });
  parameters.insert(place, std::move(fresh));
  return node;
}

/// `path` is what follows this node: empty, or from a slash on.
bool Router::Node::search(std::string_view path, Search& search) const {
  if (path.empty()) return search.take(here);
  if (path == "/" && search.take(with_slash)) return true;
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  const std::string_view after_segment = path.substr(segment.size());
  if (const auto next = fixed.find(segment); next != fixed.end() && next->second->search(after_segment, search)) return true;
  for (const Parameter& parameter : parameters) {
    if (segment.size() <= parameter.before.size() + parameter.after.size()) continue;
    if (!segment.starts_with(parameter.before) || !segment.ends_with(parameter.after)) continue;
    const std::size_t length = segment.size() - parameter.before.size() - parameter.after.size();
    search.captures.emplace_back(parameter.name, segment.substr(parameter.before.size(), length));
    if (parameter.node->search(after_segment, search)) return true;
    search.captures.pop_back();
  }
  if (rest_name.empty() || path.empty()) return false;
  search.captures.emplace_back(rest_name, path);
  if (search.take(rest)) return true;
  search.captures.pop_back();
  return false;
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::initializer_list<Method> methods, std::string_view pattern, std::size_t route) {
  if (!pattern.starts_with('/')) throw std::logic_error("bad pattern: " + std::string(pattern));
  const bool either = pattern.ends_with("/?");
  const std::string_view plain = either ? pattern.substr(0, pattern.size() - 2) : pattern;
  const bool slash = !either && plain.ends_with('/');
  std::string_view path = slash ? plain.substr(0, plain.size() - 1) : plain;
  Node* node = root_.get();
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.starts_with('{') && segment.ends_with("...}")) {
      const std::string name(segment.substr(1, segment.size() - 5));
      if (!path.empty() || slash || either || name.empty() || (!node->rest_name.empty() && node->rest_name != name)) {
        throw std::logic_error("bad pattern: " + std::string(pattern));
      }
      node->rest_name = name;
      for (Method method : methods) claim(node->rest, method, route, pattern);
      return;
    }
    node = &node->child(segment, pattern);
  }
  for (Method method : methods) {
    if (!slash) claim(node->here, method, route, pattern);
    if (slash || either) claim(node->with_slash, method, route, pattern);
  }
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  Search search{index_of(method), {}, std::nullopt, {}};
  if (path.starts_with('/') && root_->search(path, search)) {
    match.outcome = Outcome::found;
    match.route = *search.found;
    for (const auto& [name, value] : search.captures) match.parameters.emplace(name, value);
    return match;
  }
  if (std::none_of(search.allowed.begin(), search.allowed.end(), [](bool each) { return each; })) return match;
  search.allowed[index_of(Method::options)] = true;
  for (std::size_t m = 0; m < method_count; ++m) {
    if (!search.allowed[m]) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += method_names[m];
  }
  match.outcome = method == Method::options ? Outcome::options : Outcome::method_not_allowed;
  return match;
}

}  // namespace cityaudit::server::http
