#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

namespace cityaudit::tests {

std::string small_form(std::string_view version, std::string_view keep) {
  const std::string_view hint = keep.empty() ? "" : "<hint>What the camera wrote is kept.</hint>";
  return fmt::format(R"form(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
        xmlns:orx="http://openrosa.org/xforms" xmlns:ca="urn:cityaudit:xforms:1">
  <h:head><h:title>Small walk</h:title>
    <model>
      <instance><data id="small" version="{}"><code/><lighting/><comment/><photo/><people/><consent/>
        <orx:meta><orx:instanceID/></orx:meta></data></instance>
      <bind nodeset="/data/code" type="string" ca:as="code"/>
      <bind nodeset="/data/lighting" type="string" required="true()" ca:as="score" ca:theme="T3.1" ca:scale="0 1 2 3"/>
      <bind nodeset="/data/comment" type="string" ca:as="comment" ca:theme="T3.1"/>
      <bind nodeset="/data/photo" type="binary" ca:as="photo" ca:theme="T3.1" ca:keep="{}"/>
      <bind nodeset="/data/people" type="string" ca:as="people" ca:of="photo"/>
      <bind nodeset="/data/consent" type="string" ca:as="consent:analyse"/>
      <bind nodeset="/data/meta/instanceID" type="string"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/code"><label>Code</label></input>
    <select1 ref="/data/lighting"><label>Lighting</label>
      <item><label>None</label><value>0</value></item><item><label>Weak</label><value>1</value></item>
      <item><label>Sufficient</label><value>2</value></item><item><label>Bright</label><value>3</value></item>
      <item><label>Cannot judge</label><value>na</value></item></select1>
    <input ref="/data/comment"><label>Comment</label></input>
    <upload ref="/data/photo" mediatype="image/*"><label>Photo</label>{}</upload>
    <select1 ref="/data/people"><label>People?</label>
      <item><label>None</label><value>none</value></item><item><label>Yes</label><value>identifiable</value></item>
      <item><label>Children</label><value>minors</value></item></select1>
    <select1 ref="/data/consent"><label>Use?</label>
      <item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item></select1>
  </h:body>
</h:html>)form",
                     version, keep, hint);
}

std::string small_instance(const SmallAnswers& a) {
  const std::string deprecated = a.deprecated_id.empty() ? "" : "<orx:deprecatedID>" + a.deprecated_id + "</orx:deprecatedID>";
  return fmt::format(
      "<data id=\"small\" version=\"{}\" "
      "xmlns:orx=\"http://openrosa.org/xforms\"><code>{}</code><lighting>{}</lighting><comment>{}</comment>"
      "<photo>{}</photo><people>{}</people><consent>{}</consent><orx:meta><orx:instanceID>{}</orx:instanceID>{}</orx:meta></data>",
      a.version, a.code, a.lighting, a.comment, a.photo, a.photo.empty() ? std::string() : a.people, a.consent, a.instance_id, deprecated);
}

IngestFixture::IngestFixture() {
  ingest::Audit wanted;
  wanted.slug = "test-city";
  wanted.title = {{"en", "Test city"}};
  audit = audits.ensure(wanted).value();
  const auto form = forms.publish(small_form()).value();
  ingest::NewActivity opening;
  opening.code = "walk";
  opening.instrument = "walk";
  activity = activities.open(audit, opening, *form).value();
}

std::shared_ptr<const ingest::IntakeActivity> IngestFixture::intake() {
  return activities.find_by_token(activities.token(activity)).value();
}

Result<ingest::Receipt> IngestFixture::receive(const std::string& xml, const std::vector<ingest::ReceivedFile>& files) {
  CITYAUDIT_TRY(judged, ingest::judge(intake(), xml, clock.now(), 7 * millis_per_day, {}));
  return submissions.receive(judged, files);
}

ingest::ReceivedFile IngestFixture::file(const std::string& name, std::string_view bytes, bool photo) {
  auto writer = std::move(blobs->create()).value();
  writer->write(bytes_of(bytes)).value();
  return {name, writer->commit().value(), "image/jpeg", photo};
}

std::vector<std::string> IngestFixture::event_types() {
  return database
      ->read([](store::Transaction& tx) -> Result<std::vector<std::string>> {
        std::vector<std::string> types;
        for (const ingest::Event& event : ingest::Events::after(tx, 0, 10'000)) types.push_back(event.type);
        return types;
      })
      .value();
}

std::int64_t IngestFixture::count(std::string_view sql) {
  return database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql).value_or(0); }).value();
}

}  // namespace cityaudit::tests
