// Look-ups beside changes: no value is lost, none is freed while a reader holds it.
#include "platform/concurrency/read_mostly_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace sheetgate::platform {
namespace {

using ::testing::Pair;
using ::testing::Pointee;
using ::testing::UnorderedElementsAre;

TEST(ReadMostlyMapTest, FindsWhatWasInserted) {
  ReadMostlyMap<int> map;
  EXPECT_EQ(map.Find("a"), nullptr);
  EXPECT_EQ(map.Insert("a", std::make_shared<int>(1)), nullptr);
  EXPECT_EQ(map.Insert("b", std::make_shared<int>(2)), nullptr);
  EXPECT_THAT(map.Find("a"), Pointee(1));
  EXPECT_THAT(map.Items(), UnorderedElementsAre(Pair("a", Pointee(1)), Pair("b", Pointee(2))));
}

TEST(ReadMostlyMapTest, InsertAndEraseReturnTheOldValue) {
  ReadMostlyMap<int> map;
  map.Insert("a", std::make_shared<int>(1));
  EXPECT_THAT(map.Insert("a", std::make_shared<int>(2)), Pointee(1));
  EXPECT_THAT(map.Erase("a"), Pointee(2));
  EXPECT_EQ(map.Erase("a"), nullptr);
  EXPECT_EQ(map.Find("a"), nullptr);
}

TEST(ReadMostlyMapTest, AValueLivesAsLongAsSomebodyHoldsIt) {
  ReadMostlyMap<int> map;
  const auto value = std::make_shared<int>(1);
  map.Insert("a", value);
  const auto held = map.Find("a");
  map.Erase("a");
  EXPECT_EQ(value.use_count(), 2) << "the map keeps nothing";
  EXPECT_THAT(held, Pointee(1));
}

TEST(ReadMostlyMapTest, AValuesDestructorMayUseTheMap) {
  ReadMostlyMap<int> map;
  map.Insert("a", std::shared_ptr<int>(new int(1), [&](int* value) {
               map.Insert("destroyed", std::make_shared<int>(*value));
               delete value;
             }));
  map.Erase("a");
  EXPECT_THAT(map.Find("destroyed"), Pointee(1));
}

TEST(ReadMostlyMapTest, ReadersSeeOnlyWholeValuesWhileWritersReplaceThem) {
  struct Value {
    explicit Value(int n) : first(n), second(n) {}
    ~Value() { first = second = -1; }
    int first;
    int second;
  };
  constexpr int kChanges = 2000;
  ReadMostlyMap<Value> map;
  for (int key = 0; key < 4; ++key) map.Insert(std::to_string(key), std::make_shared<Value>(0));
  std::atomic<bool> stop{false};
  std::atomic<int64_t> wrong{0};
  std::atomic<int64_t> reads{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      std::vector<int> last(4, 0);
      while (!stop) {
        for (int key = 0; key < 4; ++key) {
          const auto value = map.Find(std::to_string(key));
          if (value == nullptr || value->first < last[static_cast<size_t>(key)] ||
              value->first != value->second) {
            ++wrong;
          } else {
            last[static_cast<size_t>(key)] = value->first;
          }
          ++reads;
        }
      }
    });
  }
  std::vector<std::thread> writers;
  for (int t = 0; t < 2; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 1; i <= kChanges; ++i) {
        for (int key = t; key < 4; key += 2) {
          map.Insert(std::to_string(key), std::make_shared<Value>(i));
        }
      }
    });
  }
  for (auto& writer : writers) writer.join();
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0) << "of " << reads << " reads";
  for (int key = 0; key < 4; ++key) EXPECT_EQ(map.Find(std::to_string(key))->first, kChanges);
}

}  // namespace
}  // namespace sheetgate::platform
