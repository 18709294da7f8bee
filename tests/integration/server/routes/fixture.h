#pragma once
// The application without sockets: a real data folder, the whole route table behind the dispatcher, and people to ask as.

#include "analysis/search_reader.h"
#include "ingest/log_reader.h"
#include "server/dispatch.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <map>
#include <memory>

namespace cityaudit::server::tests {

/// Whom to ask as: a session cookie and its CSRF token; nobody when empty.
struct Person {
  std::string cookie;
  std::string csrf;
};

struct Answer {
  unsigned status = 0;
  http::Response response;
  std::string text() const;  // of a body in pieces, too
  boost::json::value json() const { return boost::json::parse(text()); }
  std::string code() const;  // of a problem document
};

class RoutesFixture : public testing::Test {
 protected:
  RoutesFixture();

  /// As the transport does it: plan, then handle.
  Answer ask(http::Method method, std::string_view target, const Person& person = {}, std::string_view body = {},
             std::vector<http::Header> headers = {});
  Answer get(std::string_view target, const Person& person) { return ask(http::Method::get, target, person); }

  http::Response pour(const http::Plan& plan, http::Request& request, std::string_view body);
  std::size_t cut_after_bytes = static_cast<std::size_t>(-1);  // of a body in pieces: then the sender is gone

  /// Signed in: an admin; a facilitator or auditor of `audit` with what is usual; or "stranger", who works on another audit.
  Person staff(std::string_view role = "admin");
  /// A member of that audit with these capabilities alone.
  Person member(ingest::AuditId of, ingest::MemberRole role, ingest::Capabilities capabilities);
  Person sign_in(ingest::AccountId account);

  /// Stores a filled form of tests/support/ingest_fixture.h under that id, with `files` (name, bytes) as its photos.
  Uuid receive(const std::string& instance_id, const std::map<std::string, std::string>& files = {}, const std::string& code = "WA01",
               const std::string& lighting = "2", const std::string& people = "none");
  void approve(const Uuid& submission);
  /// Lets the readers of the log catch up.
  void catch_up();
  /// Puts a picture in place of what the media workers would make, and tells its bytes; the veil is another one.
  std::string derive_photo(const Uuid& submission);
  Uuid photo_of(const Uuid& submission);

  cityaudit::tests::TemporaryFolder folder;
  Settings settings;
  std::unique_ptr<Domain> domain;
  std::unique_ptr<Server> server;
  std::unique_ptr<Dispatch> dispatch;
  std::unique_ptr<analysis::Observations> observations;
  std::unique_ptr<ingest::LogReaderThread> reader;
  std::unique_ptr<analysis::SearchReader> search;
  std::unique_ptr<ingest::LogReaderThread> search_thread;
  ingest::Audit audit;
  ingest::Audit other_audit;  // nothing in it
  ingest::Activity activity;
  std::string token;
  bool from_loopback = true;
  bool secure = false;
};

}  // namespace cityaudit::server::tests
