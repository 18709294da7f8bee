#pragma once
// A server of its own over a temporary folder, with the audit "test-city": what the tests of whole journeys start from.

#include "server/serving.h"
#include "tests/support/http_client.h"
#include "tests/support/ingest_fixture.h"
#include "tests/support/openrosa_client.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityaudit::server {

class ServedCity : public testing::Test {
 protected:
  ServedCity() {
    using namespace std::literals;
    settings_.set("http.listen", "127.0.0.1:0"s);
    settings_.set("people.password_memory_bytes", std::int64_t{65'536});
    settings_.set("people.sign_in_attempts_per_minute", std::int64_t{100'000});
    start();
    ingest::Audit audit;
    audit.slug = "test-city";
    audit.title = {{"en", "Test city"}};
    audit_ = domain().audits.ensure(audit).value();
  }

  /// Over the same data again, once it was stopped.
  void start() {
    auto started = Serving::start(settings_, DataFolder{data_}, "");
    if (!started) throw ErrorException(started.error());
    serving_ = std::move(*started);
  }

  Domain& domain() { return serving_->server().domain; }
  tests::HttpClient client() const { return tests::HttpClient("127.0.0.1", serving_->port()); }

  /// An activity with tests::small_form().
  ingest::Activity open(const std::string& code, const std::string& version = "1", const std::string& keep = "") {
    const auto form = domain().forms.publish(tests::small_form(version, keep)).value();
    ingest::NewActivity opening;
    opening.code = code;
    opening.instrument = "walk";
    return domain().activities.open(audit_, opening, *form).value();
  }

  /// What the link of an activity leads to.
  tests::OpenRosaClient phone(const ingest::Activity& activity) {
    return tests::OpenRosaClient(fmt::format("http://127.0.0.1:{}/v1/key/{}/projects/{}", serving_->port(),
                                             domain().activities.token(activity), activity.audit_number));
  }

  tests::TemporaryFolder folder_;
  const std::filesystem::path data_ = folder_.path() / "data";
  Settings settings_ = Settings::defaults();
  std::unique_ptr<Serving> serving_;
  ingest::Audit audit_;
};

}  // namespace cityaudit::server
