#include "spreadsheet/edit/part_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;

constexpr std::array<std::string_view, 3> kOrder = {"a", "b", "c"};

PartTree Read(std::string xml) {
  auto tree = PartTree::Read("part.xml", std::move(xml), 16);
  EXPECT_THAT(tree, IsOk());
  return *std::move(tree);
}

TEST(PartTreeTest, FindsElementsByTheirLocalNames) {
  const PartTree tree = Read("<?xml version=\"1.0\"?><x:r><x:a><y:b val='1&amp;2'/></x:a></x:r>");
  ASSERT_NE(tree.Find({"a", "b"}), nullptr);
  EXPECT_EQ(tree.Find({"a"})->ValueOf("b"), "1&2");
  EXPECT_EQ(tree.Find({"a", "c"}), nullptr);
  EXPECT_EQ(tree.Find({"a"})->ValueOf("c"), "");
  EXPECT_EQ(tree.ContentOf(*tree.Find({"a"})), "<y:b val='1&amp;2'/>");
  EXPECT_EQ(tree.BytesOf(tree.root()), "<x:r><x:a><y:b val='1&amp;2'/></x:a></x:r>");
}

TEST(PartTreeTest, WhatIsNotChangedStaysToTheByte) {
  PartTree tree = Read("<r >\n <a  val='1' /><!-- b --><b>x</b></r >");
  ASSERT_THAT(tree.SetAttribute(*tree.Find({"a"}), "val", "it's <2>"), IsOk());
  ASSERT_THAT(tree.SetAttribute(*tree.Find({"b"}), "val", "3"), IsOk());
  EXPECT_EQ(tree.Take(), "<r >\n <a  val=\"it's &lt;2&gt;\" /><!-- b --><b val=\"3\">x</b></r >");
}

TEST(PartTreeTest, InsertsWhereTheSchemaHasIt) {
  PartTree tree = Read("<r><a/><unknown/><c/><c/></r>");
  ASSERT_THAT(tree.Insert(tree.root(), "b", "<b/>", kOrder), IsOk());
  ASSERT_THAT(tree.Insert(tree.root(), "a", "<a n=\"2\"/>", kOrder), IsOk());
  ASSERT_THAT(tree.Insert(*tree.Find({"b"}), "a", "<a/>", kOrder), IsOk());
  EXPECT_EQ(tree.Take(), "<r><a/><unknown/><a n=\"2\"/><b><a/></b><c/><c/></r>");
}

TEST(PartTreeTest, ReplacesAndRemoves) {
  PartTree tree = Read("<r><a/><b>x</b></r>");
  ASSERT_THAT(tree.Replace(*tree.Find({"b"}), "<c/>"), IsOk());
  ASSERT_THAT(tree.Remove(*tree.Find({"a"})), IsOk());
  EXPECT_EQ(tree.Take(), "<r><c/></r>");
}

TEST(PartTreeTest, PlacesStayValidWhenATreeIsMoved) {
  PartTree tree = Read("<r><a val=\"1\"/></r>");
  PartTree moved = std::move(tree);
  EXPECT_EQ(moved.root().ValueOf("a"), "1");
}

TEST(PartTreeTest, BrokenPartsAreRefused) {
  EXPECT_THAT(PartTree::Read("part.xml", "<r><a></r>", 16), HasReason(ErrorReason::kFileCorrupt));
}

}  // namespace
}  // namespace sheetgate::tests
