// Epochs: readers count themselves into one of two generations, writers wait until both have been
// empty.
#include "platform/concurrency/read_mostly_map.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace internal {
namespace {

using Table = absl::flat_hash_map<std::string, std::shared_ptr<void>>;

constexpr size_t kSlots = 32;
constexpr size_t kCacheLine = 64;

// Threads share slots only when there are more than kSlots of them; a shared slot is slower, not
// wrong.
size_t SlotOfThisThread() {
  static std::atomic<size_t> next{0};
  static thread_local const size_t slot = next.fetch_add(1, std::memory_order_relaxed) % kSlots;
  return slot;
}

}  // namespace

class ReadMostlyTable {
 public:
  ReadMostlyTable() : published_(new Table) {}
  ~ReadMostlyTable() { delete published_.load(); }

  template <typename Function>
  auto Read(Function function) const {
    const Reader reader(*this);
    return function(*published_.load());
  }

  // Publishes the table that `change` makes of a copy of the current one. What `change` returns is
  // returned.
  template <typename Function>
  std::shared_ptr<void> Write(Function change) {
    std::unique_ptr<const Table>
        old;  // freed after the lock is released: values may have long destructors
    std::lock_guard lock(writers_);
    auto changed = std::make_unique<Table>(*published_.load());
    std::shared_ptr<void> result = change(*changed);
    old.reset(published_.exchange(changed.release()));
    WaitForReaders();
    return result;
  }

 private:
  struct alignas(kCacheLine) Slot {
    mutable std::array<std::atomic<size_t>, 2> readers{};
  };

  // Counts a reader in while it lives. All operations but the last are sequentially consistent: a
  // reader whose count a writer does not see loads `published_` after the writer changed it.
  class Reader {
   public:
    explicit Reader(const ReadMostlyTable& table)
        : count_(table.slots_[SlotOfThisThread()].readers[table.generation_.load()]) {
      count_.fetch_add(1);
    }
    ~Reader() { count_.fetch_sub(1, std::memory_order_release); }

   private:
    std::atomic<size_t>& count_;
  };

  // Returns when every reader that may have seen an earlier table has left. The generation not in
  // use gets no new readers but those that loaded it before the last switch, so it empties; then
  // the roles change and the other one empties.
  void WaitForReaders() {
    const size_t current = generation_.load();
    WaitUntilEmpty(1 - current);
    generation_.store(1 - current);
    WaitUntilEmpty(current);
  }

  void WaitUntilEmpty(size_t generation) const {
    for (const Slot& slot : slots_) {
      while (slot.readers[generation].load() != 0) std::this_thread::yield();
    }
  }

  std::atomic<Table*> published_;
  std::atomic<size_t> generation_{0};
  std::array<Slot, kSlots> slots_;
  std::mutex writers_;
};

}  // namespace internal

using internal::Table;

ReadMostlyMapBase::ReadMostlyMapBase() : table_(std::make_unique<internal::ReadMostlyTable>()) {}
ReadMostlyMapBase::~ReadMostlyMapBase() = default;

std::shared_ptr<void> ReadMostlyMapBase::FindErased(std::string_view key) const {
  return table_->Read([key](const Table& table) {
    const auto found = table.find(ToAbsl(key));
    return found == table.end() ? nullptr : found->second;
  });
}

std::shared_ptr<void> ReadMostlyMapBase::InsertErased(std::string_view key,
                                                      std::shared_ptr<void> value) {
  return table_->Write(
      [&](Table& table) { return std::exchange(table[ToAbsl(key)], std::move(value)); });
}

std::shared_ptr<void> ReadMostlyMapBase::EraseErased(std::string_view key) {
  return table_->Write([key](Table& table) -> std::shared_ptr<void> {
    const auto found = table.find(ToAbsl(key));
    if (found == table.end()) return nullptr;
    std::shared_ptr<void> value = std::move(found->second);
    table.erase(found);
    return value;
  });
}

std::vector<std::pair<std::string, std::shared_ptr<void>>> ReadMostlyMapBase::ItemsErased() const {
  return table_->Read([](const Table& table) {
    return std::vector<std::pair<std::string, std::shared_ptr<void>>>(table.begin(), table.end());
  });
}

}  // namespace sheetgate::platform
