#pragma once
// An OpenRosa client that behaves as ODK Collect does on the wire: form list, form, manifest, HEAD before a submission,
// a 12-hour Date, posts split by the advertised length. One thread per object.

#include "tests/support/filled_form.h"
#include "tests/support/http_client.h"

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::tests {

struct ListedForm {
  std::string form_id, name, version, hash, download_url, manifest_url;
};

struct ListedFile {
  std::string name, hash, download_url;
};

struct PostOutcome {
  bool accepted = false;  // every post of the instance was answered 201 or 202
  int status = 0;         // of the last post
  std::string message;    // what Collect would show
  int posts = 0;
};

struct SendOptions {
  bool chunked = false;                     // Transfer-Encoding: chunked instead of Content-Length
  std::optional<std::size_t> accept_bytes;  // as if the server had advertised this; else what it does advertise
  std::size_t files_per_post_max = 100;     // Collect: 101 parts with the instance
  bool read_answers = true;                 // false: hang up after sending, as in a tunnel
  HttpHeaders headers;                      // added to every post, for example Accept-Language
};

class OpenRosaClient {
 public:
  /// `base_url`: what /formList and /submission are added to; a trailing slash is dropped.
  explicit OpenRosaClient(std::string_view base_url, std::string device_id = "collect:cityaudit-test");

  /// Refuses what Collect refuses: no X-OpenRosa-Version, a type that is not text/xml, a form without name, id or address.
  Result<std::vector<ListedForm>> form_list();
  /// The form's XML; its MD5 must be the listed hash.
  Result<std::string> form(const ListedForm& listed);
  Result<std::vector<ListedFile>> manifest(const ListedForm& listed);
  Result<std::string> file(const ListedFile& listed);

  /// HEAD, then one or more posts. An Error is a broken connection or an answer outside the protocol: the instance stays in
  /// the outbox, and the same call again must be safe.
  Result<PostOutcome> submit(const FilledForm& filled, const SendOptions& options = {});

  HttpClient& connection() { return client_; }
  const std::string& path() const { return path_; }
  /// The headers that Collect sends with every request.
  HttpHeaders usual_headers() const;

 private:
  Result<HttpAnswer> fetch(std::string_view url, std::string_view content_type);
  std::string with_device(std::string target) const;

  std::string path_;
  std::string device_id_;
  HttpClient client_;
};

/// A multipart/form-data body as Collect writes it. `more_follow` adds the part *isIncomplete*.
std::string multipart_body(std::string_view boundary, const FilledForm& filled, std::size_t first_file, std::size_t file_count,
                           bool more_follow);

/// The text between <message> and </message>, as Collect finds it; empty when there is none.
std::string openrosa_message(std::string_view body);

}  // namespace cityaudit::tests
