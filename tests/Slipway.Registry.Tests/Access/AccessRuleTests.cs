// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class AccessRuleTests : IAsyncLifetime
{
    private const RegistryAction Read = RegistryAction.Pull;
    private const RegistryAction Write = RegistryAction.Pull | RegistryAction.Push;
    private AccessWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AccessWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Who_may_push_sets_a_new_tag_and_the_same_again_but_no_tag_anew()
    {
        _world.Allow(ChangingRules.Rule("team/**", Write, "alice"));
        using var alice = _world.As("alice");
        var first = await alice.PushImageAsync("team/app", "1.0", "first");

        (await alice.PushImageAsync("team/app", "1.0", "first")).ShouldBe(first);
        var refused = await alice.PutManifestAsync("team/app", "1.0", await alice.MakeManifestAsync("team/app", "second"));
        var errors = await refused.ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");

        errors[0].GetProperty("message").GetString()!.ShouldContain("not make '1.0' name another image");
        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(first.ToString());
        await alice.PushImageAsync("team/app", "2.0", "second");
    }

    [Fact]
    public async Task Who_may_overwrite_sets_a_tag_anew_with_a_token_that_any_client_asks_for()
    {
        _world.Allow(ChangingRules.Rule("team/**", Write | RegistryAction.Overwrite, "alice"));
        using var alice = await _world.WithTokenAsync("scope=repository:team/app:pull,push", "alice");
        await alice.PushImageAsync("team/app", "1.0", "first");

        var second = await alice.PushImageAsync("team/app", "1.0", "second");

        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(second.ToString());
    }

    [Fact]
    public async Task A_tag_is_not_overwritten_through_the_tag_parameters_of_a_push_by_digest()
    {
        _world.Allow(ChangingRules.Rule("team/**", Write, "alice"));
        using var alice = _world.As("alice");
        await alice.PushImageAsync("team/app", "1.0", "first");
        var manifest = await alice.MakeManifestAsync("team/app", "second");
        var digest = Slipway.Oci.Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(manifest));

        (await alice.PutManifestAsync("team/app", $"{digest}?tag=2.0&tag=1.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await alice.HeadAsync("/v2/team/app/manifests/2.0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_push_may_not_delete()
    {
        _world.Allow(ChangingRules.Rule("team/**", Write | RegistryAction.Overwrite, "alice"));
        using var alice = _world.As("alice");
        var digest = await alice.PushImageAsync("team/app", "1.0");

        foreach (var path in new[] { "manifests/1.0", $"manifests/{digest}", $"blobs/{Slipway.Oci.Digest.Sha256("layer"u8)}" })
            await (await alice.DeleteAsync($"/v2/team/app/{path}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
    }

    [Fact]
    public async Task A_right_that_is_taken_away_is_gone_with_the_next_request_of_a_token_too()
    {
        _world.Allow(ChangingRules.Rule("team/**", Write, "alice"));
        using var alice = await _world.WithTokenAsync("scope=repository:team/app:pull,push", "alice");
        await alice.PushImageAsync("team/app", "1.0");

        _world.Allow(ChangingRules.Rule("team/**", Read, "alice"));

        (await alice.SendAsync("POST", "/v2/team/app/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Allow();
        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_leaves_a_group_has_lost_its_rights_with_the_next_request()
    {
        await _world.Owner.PushImageAsync("team/app", "1.0");
        var rule = new AccessRule { Repositories = [NamePattern.Any], Allow = Read, Groups = ["readers"] };
        _world.Allow(rule);
        _world.Rules.Current = _world.Rules.Current with { Groups = new Dictionary<string, IReadOnlySet<string>> { ["readers"] = new HashSet<string> { "alice" } } };
        using var alice = await _world.WithTokenAsync("scope=repository:team/app:pull", "alice");
        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);

        _world.Rules.Current = _world.Rules.Current with { Groups = new Dictionary<string, IReadOnlySet<string>> { ["readers"] = new HashSet<string> { "bob" } } };

        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_user_who_is_taken_out_of_the_file_has_no_token_either()
    {
        await _world.Owner.PushImageAsync("team/app", "1.0");
        _world.Allow(ChangingRules.Rule("**", Read, "alice"));
        using var alice = await _world.WithTokenAsync("scope=repository:team/app:pull", "alice");

        _world.WriteUsers("bob", "owner");

        (await alice.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_catalog_shows_to_each_what_they_may_pull_page_by_page()
    {
        foreach (var name in new[] { "a/1", "a/2", "b/1", "b/2", "public/1", "public/2", "z/1" })
            await _world.Owner.PushImageAsync(name, "1.0");
        _world.Allow(
            ChangingRules.Rule("a/*", Read, "alice"),
            ChangingRules.Rule("b/*", RegistryAction.Push, "alice"),
            ChangingRules.Rule("public/*", Read) with { Audience = AccessAudience.Anyone });
        using var alice = _world.As("alice");
        using var nobody = await _world.WithTokenAsync("scope=registry:catalog:*", null);

        (await (await alice.GetAsync("/v2/_catalog")).ListAsync("repositories")).ShouldBe(["a/1", "a/2", "public/1", "public/2"]);
        (await (await nobody.GetAsync("/v2/_catalog")).ListAsync("repositories")).ShouldBe(["public/1", "public/2"]);
        (await (await _world.Owner.GetAsync("/v2/_catalog")).ListAsync("repositories")).Length.ShouldBe(7);
        var page = await alice.GetAsync("/v2/_catalog?n=3");
        (await page.ListAsync("repositories")).ShouldBe(["a/1", "a/2", "public/1"]);
        page.Header("Link").ShouldBe("</v2/_catalog?n=3&last=public%2F1>; rel=\"next\"");
        var last = await alice.GetAsync("/v2/_catalog?n=3&last=public%2F1");
        (await last.ListAsync("repositories")).ShouldBe(["public/2"]);
        last.Header("Link").ShouldBeNull();
    }

    [Fact]
    public async Task A_token_for_a_repository_shows_no_more_of_the_catalog_than_anyone_sees()
    {
        await _world.Owner.PushImageAsync("a/1", "1.0");
        await _world.Owner.PushImageAsync("public/1", "1.0");
        _world.Allow(ChangingRules.Rule("a/*", Read, "alice"), ChangingRules.Rule("public/*", Read) with { Audience = AccessAudience.Anyone });
        using var alice = await _world.WithTokenAsync("scope=repository:a/1:pull", "alice");

        (await (await alice.GetAsync("/v2/_catalog")).ListAsync("repositories")).ShouldBe(["public/1"]);
    }

    [Fact]
    public async Task A_blob_is_mounted_only_from_where_it_could_be_pulled()
    {
        var digest = await _world.Owner.PushBlobAsync("secret/app", "secret");
        _world.Allow(ChangingRules.Rule("team/**", Write, "alice"));
        using var alice = _world.As("alice");

        (await alice.SendAsync("POST", $"/v2/team/app/blobs/uploads/?mount={digest}&from=secret/app")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await alice.SendAsync("POST", $"/v2/team/app/blobs/uploads/?mount={digest}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        _world.Allow(ChangingRules.Rule("team/**", Write, "alice"), ChangingRules.Rule("secret/**", Read, "alice"));

        (await alice.SendAsync("POST", $"/v2/team/app/blobs/uploads/?mount={digest}&from=secret/app")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_challenge_to_mount_asks_for_both_repositories()
    {
        using var nobody = _world.As(null);

        var response = await nobody.SendAsync("POST", $"/v2/team/app/blobs/uploads/?mount={Slipway.Oci.Digest.Sha256("x"u8)}&from=base/app");

        response.Header("WWW-Authenticate").ShouldNotBeNull().ShouldContain("scope=\"repository:team/app:pull,push repository:base/app:pull\"");
    }

    [Fact]
    public async Task What_anyone_may_do_a_user_without_rules_may_too()
    {
        await _world.Owner.PushImageAsync("public/app", "1.0");
        _world.Allow(ChangingRules.Rule("public/**", Read) with { Audience = AccessAudience.Anyone });
        using var bob = _world.As("bob");

        (await bob.HeadAsync("/v2/public/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
