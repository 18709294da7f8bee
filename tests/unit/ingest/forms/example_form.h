#pragma once
// A small form with everything the readers must understand, and a filled copy of it.

#include <string>
#include <string_view>

namespace cityaudit::ingest {

inline constexpr std::string_view example_form = R"xml(<?xml version="1.0"?>
<x:html xmlns:x="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms" xmlns:rosa="http://openrosa.org/javarosa"
        xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:audit="urn:cityaudit:xforms:1">
 <x:head>
  <x:title>Benches</x:title>
  <model odk:xforms-version="1.0.0">
   <itext>
    <translation lang="English (en)">
     <text id="q:label"><value>How is the bench?</value><value form="image">jr://images/bench.png</value></text>
     <text id="good"><value>Good</value></text>
     <text id="bad"><value>Bad</value></text>
     <text id="q:constraint"><value>Think again</value></text>
    </translation>
    <translation lang="Čeština (cs)" default="true()">
     <text id="q:label"><value>Jaká je <output value=" /data/kind "/> lavička?</value></text>
     <text id="good"><value>Dobrá</value></text>
     <text id="bad"><value>Špatná</value></text>
     <text id="q:constraint"><value>Ještě jednou</value></text>
    </translation>
   </itext>
   <instance>
    <data id="benches" version="3">
     <start/><end/><device/><code/><kind>plain</kind><state/><stop/><topics/>
     <inside><count/><far/></inside>
     <photos rosa:template=""><photo/><caption/><topic/><polarity/><note/></photos>
     <photos><photo/><caption/><topic/><polarity/><note/></photos>
     <agree/>
     <orx:meta><orx:instanceID/></orx:meta>
    </data>
   </instance>
   <instance id="states"><root>
    <item><key>good</key><text>good</text></item>
    <item><key>bad</key><text>bad</text></item>
    <item><key>na</key><text>bad</text></item>
   </root></instance>
   <instance id="stops" src="jr://file-csv/stops.csv"/>
   <bind nodeset="/data/start" type="dateTime" rosa:preload="timestamp" rosa:preloadParams="start"/>
   <bind nodeset="/data/end" type="dateTime" rosa:preload="timestamp" rosa:preloadParams="end"/>
   <bind nodeset="/data/device" type="string" rosa:preload="property" rosa:preloadParams="deviceid"/>
   <bind nodeset="/data/code" type="string" audit:as="code"/>
   <bind nodeset="/data/state" type="string" required="true()" constraint=". != ''" rosa:constraintMsg="jr:itext('q:constraint')"
         audit:as="score" audit:theme="T3.3" audit:scale="bad good"/>
   <bind nodeset="/data/stop" type="string" audit:as="stop"/>
   <bind nodeset="/data/topics" type="string"/>
   <bind nodeset="/data/inside" relevant="/data/state = 'good'"/>
   <bind nodeset="/data/inside/count" type="int" required="true()"/>
   <bind nodeset="/data/inside/far" type="xsd:decimal"/>
   <bind nodeset="/data/photos/photo" type="binary" required=" true( ) " audit:as="photo"/>
   <bind nodeset="/data/photos/caption" type="string" audit:as="comment" audit:of="photo"/>
   <bind nodeset="/data/photos/topic" type="string" audit:as="theme" audit:of="${photo}"/>
   <bind nodeset="/data/photos/polarity" type="string" audit:as="polarity" audit:of="../photo"/>
   <bind nodeset="/data/photos/note" type="string" audit:as="ignore"/>
   <bind nodeset="/data/agree" type="string" audit:as="consent:analyse"/>
   <bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" rosa:preload="uid"/>
  </model>
 </x:head>
 <x:body>
  <select1 ref="/data/state" appearance="minimal"><label ref="jr:itext('q:label')"/>
   <itemset nodeset="instance('states')/root/item[key != 'x']"><value ref="key"/><label ref="jr:itext(text)"/></itemset></select1>
  <select1 ref="/data/stop"><label>Stop</label><itemset nodeset="instance('stops')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
  <select ref="/data/topics"><label>Topics</label>
   <item><label>Wood</label><value>wood</value></item><item><label>Iron</label><value>iron</value></item></select>
  <group ref="/data/inside"><label>More</label>
   <input ref="count"><label>How many?</label></input>
   <input ref="/data/inside/far"><label>How far?</label></input>
  </group>
  <group ref="/data/photos"><label>Photo</label>
   <repeat nodeset="/data/photos">
    <upload ref="/data/photos/photo" mediatype="image/*"><label>Photo</label></upload>
    <input ref="/data/photos/caption"><label>Words</label></input>
   </repeat>
  </group>
 </x:body>
</x:html>)xml";

inline constexpr std::string_view example_answers = R"xml(<?xml version='1.0' ?>
<data id="benches" version="3" xmlns:orx="http://openrosa.org/xforms">
 <start>2018-06-18T10:00:00.000+02:00</start><end>2018-06-18T10:20:00.000+02:00</end><device>collect:abc</device>
 <code> pv07 </code><kind>plain</kind><state>good</state><stop>S1</stop><topics>wood iron</topics>
 <inside><count>3</count><far>0.5</far></inside>
 <photos><photo>a.jpg</photo><caption>A good one</caption><topic>T2</topic><polarity>up</polarity><note>secret</note></photos>
 <photos><photo>b.jpg</photo><caption>A bad &amp; old one</caption><topic/><polarity>down</polarity></photos>
 <agree>yes</agree>
 <orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:instanceName>Bench &#x10D;. 1</orx:instanceName></orx:meta>
</data>)xml";

/// `text` with the first `what` replaced by `with`: one fault at a time.
inline std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out(text);
  out.replace(out.find(what), what.size(), with);
  return out;
}

}  // namespace cityaudit::ingest
