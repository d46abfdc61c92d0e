// ReadMostlyMap: a string-keyed map whose look-ups take no lock.
//
// Readers announce themselves in an epoch slot, read the published table and copy a shared_ptr: no
// mutex, no wait for writers. Writers (under a mutex) publish a changed copy of the table and free
// the old one when the last reader that could see it has left. For maps with many look-ups and few
// changes, such as caches of parsed workbooks.
#ifndef SHEETGATE_PLATFORM_CONCURRENCY_READ_MOSTLY_MAP_H_
#define SHEETGATE_PLATFORM_CONCURRENCY_READ_MOSTLY_MAP_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::platform {

namespace internal {
class ReadMostlyTable;
}

// Thread-safe. Values are type-erased inside so that the template is thin.
class ReadMostlyMapBase {
 protected:
  ReadMostlyMapBase();
  ~ReadMostlyMapBase();
  std::shared_ptr<void> FindErased(std::string_view key) const;
  std::shared_ptr<void> InsertErased(std::string_view key, std::shared_ptr<void> value);
  std::shared_ptr<void> EraseErased(std::string_view key);
  std::vector<std::pair<std::string, std::shared_ptr<void>>> ItemsErased() const;

 private:
  std::unique_ptr<internal::ReadMostlyTable> table_;
};

template <typename Value>
class ReadMostlyMap : private ReadMostlyMapBase {
 public:
  // The value of `key`, or null.
  std::shared_ptr<Value> Find(std::string_view key) const {
    return std::static_pointer_cast<Value>(FindErased(key));
  }
  // Sets the value of `key`; returns the one it had, or null.
  std::shared_ptr<Value> Insert(std::string_view key, std::shared_ptr<Value> value) {
    return std::static_pointer_cast<Value>(InsertErased(key, std::move(value)));
  }
  // Removes `key`; returns the value it had, or null.
  std::shared_ptr<Value> Erase(std::string_view key) {
    return std::static_pointer_cast<Value>(EraseErased(key));
  }
  // Every entry at this moment, in no order.
  std::vector<std::pair<std::string, std::shared_ptr<Value>>> Items() const {
    std::vector<std::pair<std::string, std::shared_ptr<Value>>> items;
    for (auto& [key, value] : ItemsErased()) {
      items.emplace_back(key, std::static_pointer_cast<Value>(std::move(value)));
    }
    return items;
  }
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONCURRENCY_READ_MOSTLY_MAP_H_
