// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/ports.h"

/// Opening an action-plan database, and bringing it to this program's schema.
///
/// The file is SQLite in WAL mode with synchronous=FULL, so `-wal` and `-shm` files lie beside it while it is
/// open. A new file may be read and written by its group as far as the process's umask lets it: the programs
/// set 0007 and the service's directory is 2770, so that the group `chaser` may write. Never on a network
/// share: WAL needs shared memory.
namespace chaser::store {

enum class Mode {
  ReadOnly,   ///< looks, and changes nothing
  ReadWrite,  ///< the file must be there
  Create,     ///< makes it when it is missing or empty
};

/// Who may migrate: only the one that holds the engine's lock (engine_lock.h). `Leave` is for who looks at
/// nothing but the file itself: an older schema is no error, and stays.
enum class Migrate { Refuse, Do, Leave };

/// Opens `path`. Fails with Store and a sentence that says what to do when the file is missing, no Chaser
/// database, damaged, of a newer version, or of an older one and `migrate` is Refuse; with Busy when somebody
/// holds the lock for more than two seconds. Before migrating a copy is made beside the file
/// (`plan.db.v1.bak`).
Result<std::unique_ptr<Store>> open(const std::string& path, Mode mode, Migrate migrate = Migrate::Refuse);

/// The same for a database in memory (scratch.h), by SQLite's name for it: brought to this program's schema,
/// and nothing of it is waited for on a disk.
Result<std::unique_ptr<Store>> openScratch(const std::string& name, Mode mode);

/// The schema version that this program reads and writes.
int schemaVersion();

}  // namespace chaser::store
