// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>The tables. Times are milliseconds since 1970-01-01 UTC; digests are texts, and compare as bytes.</summary>
internal static class MetadataSchema
{
    /// <summary>The version that this program reads and writes (PRAGMA user_version).</summary>
    public const long Version = 4;

    private static readonly string[] Tables =
    [
        // bytes and tags are what its repositories hold together, each blob counted once.
        """
        CREATE TABLE namespace (
            id    INTEGER PRIMARY KEY,
            name  TEXT NOT NULL UNIQUE,
            bytes INTEGER NOT NULL,
            tags  INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE repository (
            id           INTEGER PRIMARY KEY,
            name         TEXT NOT NULL UNIQUE,
            namespace_id INTEGER NOT NULL REFERENCES namespace(id)
        )
        """,
        // digest is the sha256; alias the sha512 of the same bytes, where someone named them so.
        // generation names the file: blobs/sha256/<2hex>/<hex>.<generation>, which is never overwritten. state: see BlobState.
        """
        CREATE TABLE blob (
            id         INTEGER PRIMARY KEY,
            digest     TEXT NOT NULL UNIQUE,
            alias      TEXT UNIQUE,
            size       INTEGER NOT NULL,
            generation TEXT NOT NULL,
            state      INTEGER NOT NULL,
            touched    INTEGER NOT NULL
        )
        """,
        "CREATE INDEX blob_state ON blob(state) WHERE state <> 0",
        // touched: when someone was last told that the repository holds it.
        """
        CREATE TABLE repository_blob (
            repository_id INTEGER NOT NULL REFERENCES repository(id) ON DELETE CASCADE,
            blob_id       INTEGER NOT NULL REFERENCES blob(id) ON DELETE CASCADE,
            touched       INTEGER NOT NULL,
            PRIMARY KEY (repository_id, blob_id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX repository_blob_blob ON repository_blob(blob_id)",
        // In how many of a namespace's repositories a blob is.
        """
        CREATE TABLE namespace_blob (
            namespace_id INTEGER NOT NULL REFERENCES namespace(id),
            blob_id      INTEGER NOT NULL,
            size         INTEGER NOT NULL,
            holders      INTEGER NOT NULL,
            PRIMARY KEY (namespace_id, blob_id)
        ) WITHOUT ROWID
        """,
        """
        CREATE TRIGGER repository_blob_added AFTER INSERT ON repository_blob BEGIN
            INSERT INTO namespace_blob (namespace_id, blob_id, size, holders)
            SELECT repository.namespace_id, blob.id, blob.size, 1 FROM repository JOIN blob ON blob.id = new.blob_id WHERE repository.id = new.repository_id
            ON CONFLICT (namespace_id, blob_id) DO UPDATE SET holders = holders + 1;
        END
        """,
        """
        CREATE TRIGGER repository_blob_removed AFTER DELETE ON repository_blob BEGIN
            UPDATE namespace_blob SET holders = holders - 1
            WHERE namespace_id = (SELECT namespace_id FROM repository WHERE id = old.repository_id) AND blob_id = old.blob_id;
            DELETE FROM namespace_blob
            WHERE namespace_id = (SELECT namespace_id FROM repository WHERE id = old.repository_id) AND blob_id = old.blob_id AND holders = 0;
        END
        """,
        "CREATE TRIGGER namespace_blob_added AFTER INSERT ON namespace_blob BEGIN UPDATE namespace SET bytes = bytes + new.size WHERE id = new.namespace_id; END",
        "CREATE TRIGGER namespace_blob_removed AFTER DELETE ON namespace_blob BEGIN UPDATE namespace SET bytes = bytes - old.size WHERE id = old.namespace_id; END",
        // digest is the one it was first pushed by; alias the other algorithm's of the same bytes, where it is known.
        """
        CREATE TABLE manifest (
            id            INTEGER PRIMARY KEY,
            repository_id INTEGER NOT NULL REFERENCES repository(id) ON DELETE CASCADE,
            digest        TEXT NOT NULL,
            alias         TEXT,
            media_type    TEXT NOT NULL,
            subject       TEXT,
            artifact_type TEXT,
            pushed        INTEGER NOT NULL,
            size          INTEGER NOT NULL,
            content       BLOB NOT NULL,
            UNIQUE (repository_id, digest)
        )
        """,
        "CREATE UNIQUE INDEX manifest_alias ON manifest(repository_id, alias) WHERE alias IS NOT NULL",
        "CREATE INDEX manifest_subject ON manifest(repository_id, subject, digest) WHERE subject IS NOT NULL",
        // RESTRICT: the last belt against collecting a blob that an image needs.
        """
        CREATE TABLE manifest_blob (
            manifest_id INTEGER NOT NULL REFERENCES manifest(id) ON DELETE CASCADE,
            blob_id     INTEGER NOT NULL REFERENCES blob(id) ON DELETE RESTRICT,
            PRIMARY KEY (manifest_id, blob_id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX manifest_blob_blob ON manifest_blob(blob_id)",
        // What a manifest names and may do without, for as long as it isn't here.
        """
        CREATE TABLE manifest_absent (
            manifest_id INTEGER NOT NULL REFERENCES manifest(id) ON DELETE CASCADE,
            digest      TEXT NOT NULL,
            PRIMARY KEY (manifest_id, digest)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX manifest_absent_digest ON manifest_absent(digest)",
        // By digest, for an index may name images that are not here.
        """
        CREATE TABLE manifest_child (
            manifest_id  INTEGER NOT NULL REFERENCES manifest(id) ON DELETE CASCADE,
            child_digest TEXT NOT NULL,
            PRIMARY KEY (manifest_id, child_digest)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX manifest_child_digest ON manifest_child(child_digest)",
        """
        CREATE TABLE tag (
            repository_id INTEGER NOT NULL REFERENCES repository(id) ON DELETE CASCADE,
            name          TEXT NOT NULL,
            manifest_id   INTEGER NOT NULL REFERENCES manifest(id) ON DELETE CASCADE,
            pushed        INTEGER NOT NULL,
            pushed_by     TEXT,
            PRIMARY KEY (repository_id, name)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX tag_manifest ON tag(manifest_id)",
        // Manifests that can be fetched again from where they came; used: when one was last pulled.
        """
        CREATE TABLE mirrored_manifest (
            manifest_id INTEGER PRIMARY KEY REFERENCES manifest(id) ON DELETE CASCADE,
            used        INTEGER NOT NULL
        )
        """,
        // digest is null where the tag was taken away.
        """
        CREATE TABLE tag_history (
            id            INTEGER PRIMARY KEY,
            repository_id INTEGER NOT NULL REFERENCES repository(id) ON DELETE CASCADE,
            name          TEXT NOT NULL,
            digest        TEXT,
            changed       INTEGER NOT NULL,
            changed_by    TEXT
        )
        """,
        """
        CREATE TABLE upload (
            id         TEXT PRIMARY KEY,
            repository TEXT NOT NULL,
            algorithm  TEXT NOT NULL,
            started    INTEGER NOT NULL,
            started_by TEXT
        ) WITHOUT ROWID
        """,
        // Files whose rows are gone: they are unlinked, then forgotten.
        """
        CREATE TABLE trash (
            digest     TEXT NOT NULL,
            generation TEXT NOT NULL,
            PRIMARY KEY (digest, generation)
        ) WITHOUT ROWID
        """,
        // hash is of the whole key, which is nowhere; repositories are patterns, one a line; actions: see RegistryAction.
        """
        CREATE TABLE api_key (
            id           TEXT PRIMARY KEY,
            name         TEXT NOT NULL UNIQUE,
            repositories TEXT NOT NULL,
            actions      INTEGER NOT NULL,
            created      INTEGER NOT NULL,
            expires      INTEGER,
            hash         BLOB NOT NULL
        ) WITHOUT ROWID
        """,
        // tags have spaces between; refusal is null for what was done. A row is in the commit of what it tells.
        """
        CREATE TABLE audit (
            id         INTEGER PRIMARY KEY AUTOINCREMENT,
            time       INTEGER NOT NULL,
            kind       TEXT NOT NULL,
            repository TEXT,
            digest     TEXT,
            tags       TEXT,
            api_key    TEXT,
            who        TEXT,
            address    TEXT,
            refusal    TEXT
        )
        """,
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END",
        "CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END",
        // Those who want to be told; what they are to be told waits in the outbox until they have been.
        """
        CREATE TABLE webhook (
            name TEXT PRIMARY KEY
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE outbox (
            id       INTEGER PRIMARY KEY,
            webhook  TEXT NOT NULL REFERENCES webhook(name) ON DELETE CASCADE,
            audit_id INTEGER NOT NULL REFERENCES audit(id),
            attempts INTEGER NOT NULL,
            due      INTEGER NOT NULL
        )
        """,
        "CREATE INDEX outbox_due ON outbox(due)",
        "CREATE INDEX outbox_webhook ON outbox(webhook)",
    ];

    /// <summary>Makes the tables in an empty file.</summary>
    /// <exception cref="InvalidDataException">Another version wrote the file.</exception>
    public static void Prepare(SqliteDatabase database) => database.Write(static transaction =>
    {
        var version = ReadVersion(transaction);
        if (version > Version)
            throw new InvalidDataException($"The registry's records '{transaction.Path}' have version {version}; this program knows up to {Version}. Run the newer program that wrote them.");
        if (version == Version)
            return version;
        if (version > 0)
            throw new InvalidDataException($"The registry's records '{transaction.Path}' have version {version}; this program reads version {Version} alone. Pull the images with the program that wrote them, and push them to a new storage folder.");
        transaction.ExecuteAll(Tables);
        transaction.Execute($"PRAGMA user_version = {Version}");
        return Version;
    });

    private static long ReadVersion(SqliteDatabase database)
    {
        using var rows = database.Query("PRAGMA user_version");
        return rows.Read() ? rows.GetInt64(0) : 0;
    }
}
