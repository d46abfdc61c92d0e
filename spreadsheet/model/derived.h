// Derived: what analyses made of one state of a workbook, kept as long as that state.
//
//   workbook.derived().Get<DependencyGraph>("graph", cancellation, [&] { return Build(...); })
#ifndef SHEETGATE_SPREADSHEET_MODEL_DERIVED_H_
#define SHEETGATE_SPREADSHEET_MODEL_DERIVED_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/load_once.h"

namespace sheetgate::spreadsheet {

// Thread-safe. A value is immutable, has a memory_bytes() of its own, and never changes once made.
class Derived {
 public:
  // The value under `key`, which belongs to one type only; made by `make` when first asked for,
  // once, whoever asks (see LoadOnce for cancelled callers). Errors are those of `make`.
  template <typename T>
  absl::StatusOr<std::shared_ptr<const T>> Get(
      std::string_view key, const platform::CancellationToken& cancellation,
      absl::FunctionRef<absl::StatusOr<std::shared_ptr<const T>>()> make) {
    return SlotOf<T>(key).once.Get(cancellation, make);
  }

  // The value under `key` if it has been made, else null.
  template <typename T>
  std::shared_ptr<const T> Peek(std::string_view key) {
    return SlotOf<T>(key).once.Peek();
  }

  // Of all values made so far.
  size_t memory_bytes() const {
    std::lock_guard<std::mutex> lock(mutex_);
    size_t bytes = 0;
    for (const auto& [key, slot] : slots_) bytes += key.capacity() + slot->memory_bytes();
    return bytes;
  }

 private:
  struct Slot {
    virtual ~Slot() = default;
    virtual size_t memory_bytes() const = 0;
  };
  template <typename T>
  struct TypedSlot : Slot {
    size_t memory_bytes() const override {
      const auto value = once.Peek();
      return sizeof(*this) + (value == nullptr ? 0 : value->memory_bytes());
    }
    LoadOnce<T> once;
  };

  template <typename T>
  TypedSlot<T>& SlotOf(std::string_view key) {
    std::lock_guard<std::mutex> lock(mutex_);
    std::unique_ptr<Slot>& slot = slots_[std::string(key)];
    if (slot == nullptr) slot = std::make_unique<TypedSlot<T>>();
    return static_cast<TypedSlot<T>&>(*slot);
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Slot>> slots_;  // slots stay where they are
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_DERIVED_H_
