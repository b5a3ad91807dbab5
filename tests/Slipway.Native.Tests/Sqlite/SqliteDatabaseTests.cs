// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteDatabaseTests()
    {
        _database = SqliteDatabase.Open(_folder["test.db"]);
        _database.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)");
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Values_come_back_as_they_went_in()
    {
        byte[] bytes = [0, 1, 0xff, 0];

        _database.Execute("INSERT INTO thing VALUES (?1, ?2, ?3)", long.MaxValue, "Grüße \0 🚢", (ReadOnlyMemory<byte>)bytes);
        _database.Execute("INSERT INTO thing VALUES (?1, ?2, ?3)", 1, SqliteValue.Null, ReadOnlyMemory<byte>.Empty);
        _database.Execute("INSERT INTO thing VALUES (?1, ?2, ?3)", 2, "", SqliteValue.Null);

        using var rows = _database.Query("SELECT id, text, bytes FROM thing ORDER BY id DESC");
        rows.Read().ShouldBeTrue();
        rows.GetInt64(0).ShouldBe(long.MaxValue);
        rows.GetString(1).ShouldBe("Grüße \0 🚢");
        rows.GetBytes(2).ShouldBe(bytes);
        rows.Read().ShouldBeTrue();
        rows.GetStringOrNull(1).ShouldBe("");
        rows.IsNull(2).ShouldBeTrue();
        rows.Read().ShouldBeTrue();
        rows.GetStringOrNull(1).ShouldBeNull();
        rows.IsNull(2).ShouldBeFalse();
        rows.GetBytes(2).ShouldBeEmpty();
        rows.Read().ShouldBeFalse();
    }

    [Fact]
    public void The_settings_are_those_of_a_database_that_keeps_its_word()
    {
        Read("PRAGMA journal_mode").ShouldBe("wal");
        Read("PRAGMA synchronous").ShouldBe("2");
        Read("PRAGMA foreign_keys").ShouldBe("1");
    }

    [Fact]
    public void The_number_of_changed_rows_is_told()
    {
        _database.Execute("INSERT INTO thing (text) VALUES ('a'), ('b'), ('c')").ShouldBe(3);
        _database.Execute("UPDATE thing SET text = 'd' WHERE text <> ?1", "a").ShouldBe(2);
        _database.Execute("DELETE FROM thing WHERE text = ?1", "none").ShouldBe(0);
    }

    [Fact]
    public void A_transaction_that_throws_leaves_nothing()
    {
        Should.Throw<InvalidOperationException>(() => _database.Write<int>(static database =>
        {
            database.Execute("INSERT INTO thing (text) VALUES ('a')");
            throw new InvalidOperationException("stop");
        }));

        _database.IsInTransaction.ShouldBeFalse();
        Read("SELECT count(*) FROM thing").ShouldBe("0");
    }

    [Fact]
    public void A_transaction_is_seen_by_others_when_it_is_whole()
    {
        using var other = SqliteDatabase.Open(_database.Path);

        _database.Write(database =>
        {
            database.Execute("INSERT INTO thing (text) VALUES ('a')");
            Count(other).ShouldBe(0);
            return 0;
        });

        Count(other).ShouldBe(1);
    }

    [Fact]
    public void What_sqlite_refuses_is_told_with_the_statement_and_its_reason()
    {
        _database.Execute("INSERT INTO thing (id) VALUES (1)");

        var twice = Should.Throw<SqliteException>(() => _database.Execute("INSERT INTO thing (id) VALUES (?1)", 1));
        var nonsense = Should.Throw<SqliteException>(() => _database.Execute("SELEKT 1"));

        twice.IsConstraint.ShouldBeTrue();
        twice.Message.ShouldBe("Cannot run 'INSERT INTO thing (id) VALUES (?1)': UNIQUE constraint failed: thing.id (SQLite 1555).");
        nonsense.Message.ShouldContain("near \"SELEKT\": syntax error");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        var file = _folder.Write("other.db", new string('x', 10_000));

        Should.Throw<SqliteException>(() => SqliteDatabase.Open(file)).IsCorrupt.ShouldBeTrue();
        Should.Throw<SqliteException>(() => SqliteDatabase.Open(_folder["none/test.db"])).Message.ShouldContain("none/test.db");
    }

    [Fact]
    public void Mistakes_of_the_caller_are_told_as_such()
    {
        Should.Throw<ArgumentException>(() => _database.Execute("SELECT ?1, ?2", 1)).Message.ShouldContain("2 parameters");
        Should.Throw<ArgumentException>(() => _database.Execute("SELECT 1; SELECT 2"));
        Should.Throw<ArgumentException>(() => _database.Execute("-- nothing"));
        using var rows = _database.Query("SELECT 1");
        Should.Throw<InvalidOperationException>(() => _database.Execute("SELECT 1"));
    }

    [Fact]
    public async Task Another_program_reads_what_is_written()
    {
        Needs.Tool("sqlite3");
        _database.Execute("INSERT INTO thing (text) VALUES (?1)", "readable");

        var read = await new Command("sqlite3", [_database.Path, "SELECT text FROM thing; PRAGMA integrity_check"]).RunAsync(TestContext.Current.CancellationToken);

        read.EnsureSuccess().OutputText.ShouldBe("readable\nok");
    }

    private string Read(string sql)
    {
        using var rows = _database.Query(sql);
        return rows.Read() ? rows.GetString(0) : "";
    }

    private static long Count(SqliteDatabase database)
    {
        using var rows = database.Query("SELECT count(*) FROM thing");
        return rows.Read() ? rows.GetInt64(0) : -1;
    }
}
