// One computation for many callers, with cancellation. Threads meet at promises, never at clocks.
#include "spreadsheet/model/load_once.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace sheetgate::spreadsheet {
namespace {

using Value = LoadOnce<int>::Value;

TEST(LoadOnceTest, ComputesOnceForAllThreads) {
  LoadOnce<int> once;
  std::atomic<int> computed = 0;
  const auto compute = [&]() -> absl::StatusOr<Value> {
    ++computed;
    return std::make_shared<const int>(7);
  };
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto value = once.Get({}, compute);
      if (value.ok() && **value == 7) ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(computed, 1);
  EXPECT_EQ(right, 8);
  ASSERT_NE(once.Peek(), nullptr);
  EXPECT_EQ(*once.Peek(), 7);
}

TEST(LoadOnceTest, ACancelledLoadIsTriedAgain) {
  LoadOnce<int> once;
  platform::CancellationSource source;
  const auto cancelled = once.Get(source.token(), [&]() -> absl::StatusOr<Value> {
    source.Cancel(absl::CancelledError("enough"));
    return source.token().Check();
  });
  EXPECT_EQ(cancelled.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(once.Peek(), nullptr);
  const auto value =
      once.Get({}, []() -> absl::StatusOr<Value> { return std::make_shared<const int>(3); });
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(**value, 3);
}

TEST(LoadOnceTest, KeepsOtherErrors) {
  LoadOnce<int> once;
  int computed = 0;
  const auto fail = [&]() -> absl::StatusOr<Value> {
    ++computed;
    return absl::DataLossError("broken");
  };
  EXPECT_EQ(once.Get({}, fail).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(once.Get({}, fail).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(computed, 1);
}

TEST(LoadOnceTest, AWaiterLeavesWhenItIsCancelled) {
  LoadOnce<int> once;
  std::promise<void> loading;
  std::promise<void> finish;
  std::thread loader([&] {
    const auto value = once.Get({}, [&]() -> absl::StatusOr<Value> {
      loading.set_value();
      finish.get_future().wait();
      return std::make_shared<const int>(1);
    });
    EXPECT_TRUE(value.ok());
  });
  loading.get_future().wait();
  platform::CancellationSource source;
  std::thread waiter([&] {
    const auto value = once.Get(source.token(), []() -> absl::StatusOr<Value> {
      ADD_FAILURE() << "computed twice";
      return std::make_shared<const int>(2);
    });
    EXPECT_EQ(value.status().code(), absl::StatusCode::kCancelled);
  });
  source.Cancel(absl::CancelledError("gone"));
  waiter.join();
  finish.set_value();
  loader.join();
  EXPECT_EQ(*once.Peek(), 1);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
