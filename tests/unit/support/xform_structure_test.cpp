#include "tests/support/xform_structure.h"

#include "tests/support/sheet_form.h"

#include <gtest/gtest.h>

namespace cityaudit::tests {
namespace {

std::string form_of(std::string_view survey) { return import_sheets(survey)->xml; }

TEST(XformStructure, OrderOfBindsSpacesAndRootNamesDoNotCount) {
  const std::string_view old_style = R"xml(<html xmlns="http://www.w3.org/1999/xhtml" xmlns:x="http://www.w3.org/2002/xforms"><head>
    <title>f</title><x:model xmlns:odk="http://www.opendatakit.org/xforms" odk:xforms-version="1.0.0"><x:instance><x:f version="1" id="f"><x:a/><x:b/>
    <x:meta><x:instanceID/></x:meta></x:f></x:instance>
    <x:bind xmlns:jr="http://openrosa.org/javarosa" jr:preload="uid" type="string" readonly="true()" nodeset="/f/meta/instanceID"/>
    <x:bind type="string" relevant="/f/a&gt;1" nodeset=" /f/b "/><x:bind nodeset="/f/a" type="int"/></x:model></head>
    <body><x:input ref="/f/a"><x:label>A</x:label></x:input><x:input ref="/f/b"><x:label>B</x:label></x:input></body></html>)xml";
  EXPECT_EQ(structural_differences(old_style, form_of("type,name,label,relevant\ninteger,a,A,\ntext,b,B,${a} > 1")),
            std::vector<std::string>{});
}

TEST(XformStructure, EveryRealDifferenceIsTold) {
  const std::string form = form_of("type,name,label\ninteger,a,A\ntext,b,B");
  EXPECT_FALSE(structural_differences(form, form_of("type,name,label\ndecimal,a,A\ntext,b,B")).empty()) << "a type";
  EXPECT_FALSE(structural_differences(form, form_of("type,name,label\ninteger,a,Z\ntext,b,B")).empty()) << "a text";
  EXPECT_FALSE(structural_differences(form, form_of("type,name,label\ntext,b,B\ninteger,a,A")).empty()) << "the order of questions";
  EXPECT_FALSE(structural_differences(form, form_of("type,name,label,default\ninteger,a,A,1\ntext,b,B,")).empty()) << "a default";
  EXPECT_FALSE(structural_differences(form, form_of("type,name,label\ninteger,a,A")).empty()) << "a question";
  EXPECT_FALSE(structural_differences(form, "no XML").empty());
}

}  // namespace
}  // namespace cityaudit::tests
