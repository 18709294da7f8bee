#include "tests/support/openrosa_client.h"

#include "base/digest.h"
#include "base/ids.h"
#include "base/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pugixml.hpp>

#include <ctime>
#include <stdexcept>

namespace cityaudit::tests {

namespace {

constexpr std::size_t accept_bytes_default = 10'000'000;  // what Collect assumes when nothing is advertised

Error refusal(std::string what) { return Error{ErrorKind::invalid, "test.openrosa", std::move(what)}; }

HttpUrl url_of(std::string_view text) {
  const auto url = parse_http_url(text);
  if (!url) throw std::invalid_argument("not an http address: " + std::string(text));
  return *url;
}

std::string hash_of(std::string_view bytes) { return "md5:" + to_hex(md5(bytes_of(bytes))); }

Result<std::string> checked(Result<HttpAnswer> answer, const std::string& hash) {
  if (!answer) return answer.error();
  if (hash != hash_of(answer->body)) return refusal("the listed hash does not fit what was downloaded");
  return std::move(answer->body);
}

}  // namespace

std::string openrosa_message(std::string_view body) {
  if (body.find("OpenRosaResponse") == body.npos) return {};
  const auto open = body.find("<message");
  const auto start = body.find('>', open);
  const auto end = body.find("</message>", start);
  if (open == body.npos || start == body.npos || end == body.npos) return {};
  return std::string(body.substr(start + 1, end - start - 1));
}

OpenRosaClient::OpenRosaClient(std::string_view base_url, std::string device_id)
    : path_(url_of(base_url).target), device_id_(std::move(device_id)), client_(url_of(base_url).host, url_of(base_url).port, 60) {
  while (path_.ends_with('/')) path_.pop_back();
}

HttpHeaders OpenRosaClient::usual_headers() const {
  // Collect formats the hour with `hh`: at 14:05 it says 02:05. A server must not judge by it.
  const auto now = fmt::gmtime(std::time(nullptr));
  return {{"User-Agent", "cityaudit-test/1 (like ODK Collect)"},
          {"X-OpenRosa-Version", "1.0"},
          {"Date", fmt::format("{:%a, %d %b %Y %I:%M:%S} GMT", now)}};
}

std::string OpenRosaClient::with_device(std::string target) const {
  target += target.find('?') == std::string::npos ? '?' : '&';
  return target + "deviceID=" + device_id_;
}

Result<HttpAnswer> OpenRosaClient::fetch(std::string_view url, std::string_view content_type) {
  CITYAUDIT_TRY(answer, client_.get(with_device(url_of(url).target), usual_headers()));
  if (answer.status != 200) return refusal(fmt::format("{} answered {}", url, answer.status));
  if (answer.header("X-OpenRosa-Version") != "1.0") return refusal("not an OpenRosa server: X-OpenRosa-Version is missing");
  if (answer.header("Content-Type").find(content_type) == std::string_view::npos)
    return refusal("the answer's type is not " + std::string(content_type));
  return std::move(answer);
}

Result<std::vector<ListedForm>> OpenRosaClient::form_list() {
  CITYAUDIT_TRY(answer, client_.get(with_device(path_ + "/formList"), usual_headers()));
  if (answer.status != 200) return refusal(fmt::format("formList answered {}", answer.status));
  if (answer.header("X-OpenRosa-Version") != "1.0") return refusal("not an OpenRosa server: X-OpenRosa-Version is missing");
  if (answer.header("Content-Type").find("text/xml") == std::string_view::npos) return refusal("the form list is not text/xml");
  pugi::xml_document list;
  if (!list.load_buffer(answer.body.data(), answer.body.size())) return refusal("the form list is not XML");
  const auto root = list.child("xforms");
  if (root.attribute("xmlns").value() != std::string_view("http://openrosa.org/xforms/xformsList"))
    return refusal("wrong namespace of the form list");
  std::vector<ListedForm> forms;
  for (const auto form : root.children("xform")) {
    ListedForm listed{form.child_value("formID"), form.child_value("name"),        form.child_value("version"),
                      form.child_value("hash"),   form.child_value("downloadUrl"), form.child_value("manifestUrl")};
    if (listed.form_id.empty() || listed.name.empty() || listed.download_url.empty())
      return refusal("a listed form lacks its id, name or address");
    forms.push_back(std::move(listed));
  }
  return forms;
}

Result<std::string> OpenRosaClient::form(const ListedForm& listed) { return checked(fetch(listed.download_url, "xml"), listed.hash); }

Result<std::vector<ListedFile>> OpenRosaClient::manifest(const ListedForm& listed) {
  std::vector<ListedFile> files;
  if (listed.manifest_url.empty()) return files;
  CITYAUDIT_TRY(answer, fetch(listed.manifest_url, "text/xml"));
  pugi::xml_document manifest;
  if (!manifest.load_buffer(answer.body.data(), answer.body.size())) return refusal("the manifest is not XML");
  const auto root = manifest.child("manifest");
  if (root.attribute("xmlns").value() != std::string_view("http://openrosa.org/xforms/xformsManifest"))
    return refusal("wrong namespace of the manifest");
  for (const auto file : root.children("mediaFile")) {
    ListedFile listed_file{file.child_value("filename"), file.child_value("hash"), file.child_value("downloadUrl")};
    if (listed_file.name.empty() || listed_file.hash.empty() || listed_file.download_url.empty())
      return refusal("a listed file lacks its name, hash or address");
    files.push_back(std::move(listed_file));
  }
  return files;
}

Result<std::string> OpenRosaClient::file(const ListedFile& listed) {
  auto answer = client_.get(with_device(url_of(listed.download_url).target), usual_headers());
  if (answer && answer->status != 200) return refusal(fmt::format("{} answered {}", listed.name, answer->status));
  return checked(std::move(answer), listed.hash);
}

std::string multipart_body(std::string_view boundary, const FilledForm& filled, std::size_t first_file, std::size_t file_count,
                           bool more_follow) {
  std::string body;
  const auto part = [&](std::string_view name, std::string_view file_name, std::string_view type, std::string_view bytes) {
    body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", boundary, name);
    if (!file_name.empty()) body += fmt::format("; filename=\"{}\"", file_name);
    body += fmt::format("\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n", type, bytes.size());
    body.append(bytes).append("\r\n");
  };
  part("xml_submission_file", "submission.xml", "text/xml", filled.xml);
  for (std::size_t i = first_file; i < first_file + file_count; ++i) {
    const auto& file = filled.files[i];
    part(file.name, file.name, file.content_type, file.bytes);
  }
  if (more_follow) part("*isIncomplete*", "", "text/plain", "yes");
  return body + fmt::format("--{}--\r\n", boundary);
}

Result<PostOutcome> OpenRosaClient::submit(const FilledForm& filled, const SendOptions& options) {
  const auto target = with_device(path_ + "/submission");
  CITYAUDIT_TRY(head, client_.head(target, usual_headers()));
  if (head.status >= 200 && head.status < 300 && head.status != 204)
    return refusal(fmt::format("HEAD /submission answered {}", head.status));
  if (head.status == 401) return PostOutcome{false, 401, "credentials wanted", 0};
  auto accept_bytes = accept_bytes_default;
  if (const auto advertised = parse_integer(head.header("X-OpenRosa-Accept-Content-Length")); advertised && *advertised > 0)
    accept_bytes = static_cast<std::size_t>(*advertised);
  if (options.accept_bytes) accept_bytes = *options.accept_bytes;

  PostOutcome outcome;
  std::size_t next = 0;
  do {
    // As many files as fit; one that alone is too long still goes, and the server says what it thinks.
    const auto first = next;
    auto bytes = filled.xml.size();
    while (next < filled.files.size() && next - first < options.files_per_post_max) {
      bytes += filled.files[next].bytes.size();
      if (next > first && bytes > accept_bytes) break;
      ++next;
    }
    const auto boundary = "cityaudit" + random_token();
    auto body = multipart_body(boundary, filled, first, next - first, next < filled.files.size());
    auto headers = usual_headers();
    headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    headers.insert(headers.end(), options.headers.begin(), options.headers.end());
    if (options.chunked) {
      headers.emplace_back("Transfer-Encoding", "chunked");
      body = chunked_body(body, 8192);
    }
    ++outcome.posts;
    if (!options.read_answers) {
      std::string request = fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\n", target);
      for (const auto& [name, value] : headers) request += fmt::format("{}: {}\r\n", name, value);
      if (!options.chunked) request += fmt::format("Content-Length: {}\r\n", body.size());
      CITYAUDIT_CHECK(client_.send(request + "\r\n" + body));
      client_.abort();
      continue;
    }
    CITYAUDIT_TRY(answer, client_.request("POST", target, headers, body));
    outcome.status = answer.status;
    outcome.message = openrosa_message(answer.body);
    if (answer.status != 201 && answer.status != 202) return outcome;
  } while (next < filled.files.size());
  outcome.accepted = options.read_answers;
  return outcome;
}

}  // namespace cityaudit::tests
