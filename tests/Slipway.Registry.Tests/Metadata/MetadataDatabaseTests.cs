// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class MetadataDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MetadataDatabase _database;

    public MetadataDatabaseTests() => _database = MetadataDatabase.Open(_folder["meta.db"]);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Changes_of_many_at_once_are_all_made_and_each_hears_of_its_own()
    {
        const int callers = 16, changes = 40;

        var heard = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<string>();
            for (var change = 0; change < changes; change++)
                mine.Add(await _database.WriteAsync(transaction => Add(transaction, $"{caller}-{change}"), RegistryHttp.Cancellation));
            return mine;
        })));

        for (var caller = 0; caller < callers; caller++)
            heard[caller].ShouldBe(Enumerable.Range(0, changes).Select(change => $"{caller}-{change}"));
        Names().Count.ShouldBe(callers * changes);
    }

    [Fact]
    public async Task A_change_that_throws_is_undone_alone_however_many_share_its_commit()
    {
        var changes = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => Task.Run(async () =>
        {
            try
            {
                await _database.WriteAsync(
                    transaction =>
                    {
                        Add(transaction, $"{number}");
                        return number % 3 == 0 ? throw new InvalidDataException($"{number}") : true;
                    },
                    RegistryHttp.Cancellation);
                return null;
            }
            catch (InvalidDataException e)
            {
                return e.Message;
            }
        })));

        for (var number = 0; number < changes.Length; number++)
            changes[number].ShouldBe(number % 3 == 0 ? $"{number}" : null);
        Names().ShouldBe(Enumerable.Range(0, 60).Where(static number => number % 3 != 0).Select(static number => $"{number}"), ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_waited_for_is_there_when_the_file_is_opened_again()
    {
        await _database.WriteAsync(static transaction => Add(transaction, "kept"), RegistryHttp.Cancellation);
        _database.Dispose();

        using var again = MetadataDatabase.Open(_folder["meta.db"]);

        again.Read(ListNames).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task A_change_that_is_queued_when_the_records_are_closed_is_still_made()
    {
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var first = Task.Run(() => _database.WriteAsync(
            transaction =>
            {
                begun.Set();
                goOn.Wait(RegistryHttp.Cancellation);
                return Add(transaction, "first");
            },
            RegistryHttp.Cancellation));
        begun.Wait(RegistryHttp.Cancellation);
        var second = _database.WriteAsync(static transaction => Add(transaction, "second"), RegistryHttp.Cancellation);
        var closed = Task.Run(_database.Dispose, RegistryHttp.Cancellation);
        goOn.Set();

        await Task.WhenAll(first, second, closed);

        using var again = MetadataDatabase.Open(_folder["meta.db"]);
        again.Read(ListNames).ShouldBe(["first", "second"]);
        await Should.ThrowAsync<ObjectDisposedException>(() => _database.WriteAsync(static transaction => Add(transaction, "third"), RegistryHttp.Cancellation));
    }

    private List<string> Names() => _database.Read(ListNames);

    private static string Add(SqliteDatabase transaction, string name)
    {
        transaction.Execute("INSERT INTO webhook (name) VALUES (?1)", name);
        return name;
    }

    private static List<string> ListNames(SqliteDatabase transaction)
    {
        using var rows = transaction.Query("SELECT name FROM webhook ORDER BY name");
        var names = new List<string>();
        while (rows.Read())
            names.Add(rows.GetString(0));
        return names;
    }
}
