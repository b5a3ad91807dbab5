// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry.Tests;

public sealed class AuditLogTests : IAsyncLifetime
{
    private AccessWorld _world = null!;

    private AuditLog Audit => _world.Registry.Server.Storage.Audit;

    public async ValueTask InitializeAsync() => _world = await AccessWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_tells_what_was_done_by_whom_and_from_where_in_order()
    {
        var digest = await _world.Owner.PushImageAsync("team/app", "1.0");
        await _world.Owner.DeleteAsync("/v2/team/app/manifests/1.0");
        await _world.Owner.DeleteAsync($"/v2/team/app/manifests/{digest}");

        var entries = Audit.List(0, 100);
        entries.Select(static entry => entry.Event.Kind).ShouldBe([RegistryEventKind.PushManifest, RegistryEventKind.DeleteTag, RegistryEventKind.DeleteManifest]);
        entries.ShouldAllBe(static entry => entry.Event.By == "owner" && entry.Event.Address == "127.0.0.1" && entry.Event.Refusal == null);
        entries[0].Event.Digest.ShouldBe(digest);
        entries[0].ToJson().ShouldStartWith("{\"id\":1,\"time\":\"");
        entries[0].ToJson().ShouldEndWith($",\"event\":\"PushManifest\",\"repository\":\"team/app\",\"digest\":\"{digest}\",\"tags\":[\"1.0\"],\"by\":\"owner\",\"address\":\"127.0.0.1\"}}");
        Audit.List(entries[1].Id, 100).ShouldHaveSingleItem().Event.Kind.ShouldBe(RegistryEventKind.DeleteManifest);
    }

    [Fact]
    public async Task It_tells_what_was_refused_and_why()
    {
        using var alice = _world.As("alice");
        await alice.SendAsync("POST", "/v2/team/app/blobs/uploads/");
        _world.Allow(ChangingRules.Rule("**", RegistryAction.Pull | RegistryAction.Push, "alice"));
        await alice.PushImageAsync("team/app", "1.0", "first");
        await alice.PutManifestAsync("team/app", "1.0", await alice.MakeManifestAsync("team/app", "second"));

        var refusals = Audit.List(0, 100).Where(static entry => entry.Event.Refusal is not null).ToList();
        refusals.Select(static entry => entry.Event.Kind).ShouldBe([RegistryEventKind.RefuseAccess, RegistryEventKind.PushManifest]);
        refusals[0].Event.Refusal.ShouldBe("POST: 'alice' may not push here");
        refusals[1].Event.Refusal!.ShouldContain("not make '1.0' name another image");
    }

    [Fact]
    public async Task A_request_that_changes_nothing_is_not_told_of()
    {
        await _world.Owner.DeleteAsync("/v2/team/app/manifests/1.0");
        await _world.Owner.PutManifestAsync("team/app", "1.0", "{}");

        Audit.List(0, 100).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE audit SET who = 'nobody'")]
    [InlineData("DELETE FROM audit")]
    public async Task Nothing_changes_or_shortens_it(string statement)
    {
        await _world.Owner.PushImageAsync("team/app", "1.0");
        using var database = SqliteDatabase.Open(Path.Combine(_world.Registry.Root, "meta.db"));

        Should.Throw<SqliteException>(() => database.Execute(statement)).Message.ShouldContain("only added to");
        Audit.List(0, 100).Count.ShouldBe(1);
    }
}
