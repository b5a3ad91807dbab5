// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Who is served by a mirror, whom it asks, and what it tells.</summary>
public sealed class MirrorAccessTests
{
    private const string Secret = "the-password-there-is-for-nobody-else";

    private static CancellationToken Cancellation => RegistryHttp.Cancellation;

    [Fact]
    public async Task The_namespace_that_containerd_says_chooses_the_mirror()
    {
        await using var world = await MirrorWorld.StartAsync();
        var image = await world.There.PushImageAsync("team/app", "1.0");

        // As it is there, and as it is here, which is what a path with the prefix in containerd's settings comes to.
        foreach (var name in new[] { "team/app", "hub/team/app" })
        {
            var answer = await world.Here.GetAsync($"/v2/{name}/manifests/1.0?ns={MirrorWorld.Name}");
            answer.Header("Docker-Content-Digest").ShouldBe(image.ToString());
            answer.Header("OCI-Namespace").ShouldBe(MirrorWorld.Name);
        }
        (await (await world.Here.GetAsync($"/v2/team/app/tags/list?ns={MirrorWorld.Name}")).ListAsync("tags")).ShouldBe(["1.0"]);
        (await world.Here.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_namespace_that_is_not_mirrored_is_unknown_and_nobody_is_asked()
    {
        await using var world = await MirrorWorld.StartAsync();
        await using var stranger = new ScriptedServer(static _ => new(HttpStatusCode.OK));

        foreach (var upstream in new[] { stranger.Authority, $"{MirrorWorld.Name}:443", "169.254.169.254", $"{MirrorWorld.Name}@{stranger.Authority}", "../hub" })
        {
            foreach (var path in new[] { "manifests/1.0", $"blobs/{Digest.Sha256("x"u8)}", "tags/list", $"referrers/{Digest.Sha256("x"u8)}" })
                await (await world.Here.GetAsync($"/v2/team/app/{path}?ns={Uri.EscapeDataString(upstream)}")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN");
        }
        stranger.Requests.ShouldBeEmpty();
        world.Interference.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_settings_do_not_name_is_not_fetched()
    {
        await using var world = await MirrorWorld.StartAsync(static mirror => mirror with { Repositories = [NamePattern.Parse("team/*")] });
        await world.There.PushImageAsync("other/app", "1.0");
        world.Interference.Clear();

        await (await world.Here.GetAsync("/v2/hub/other/app/manifests/1.0")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        (await world.Here.HeadAsync($"/v2/hub/other/app/blobs/{Digest.Sha256("layer"u8)}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        world.Interference.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_pushes_to_a_mirror()
    {
        await using var world = await MirrorWorld.StartAsync();
        string[] requests = ["POST /v2/hub/team/app/blobs/uploads/", "PUT /v2/hub/team/app/manifests/1.0", $"POST /v2/hub/team/app/blobs/uploads/?mount={Digest.Sha256("x"u8)}&from=own/tool", $"POST /v2/team/app/blobs/uploads/?ns={MirrorWorld.Name}"];
        foreach (var request in requests)
        {
            var errors = await (await world.Holder.SendAsync(request.Split(' ')[0], request.Split(' ')[1], "{}"u8.ToArray())).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
            errors[0].GetProperty("message").GetString().ShouldBe("'hub/team/app' is a mirror of 'hub.example/team/app', which nobody pushes to here; push to hub.example, or under another name");
        }

        world.Storage.Audit.ListLast(10).Count(static entry => entry.Event.Refusal?.Contains("is a mirror of") == true).ShouldBe(requests.Length);
        (await world.Here.SendAsync("POST", "/v2/hub/team/app/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await world.Holder.PushImageAsync("own/app", "1.0");
    }

    [Fact]
    public async Task Who_may_not_pull_learns_nothing_and_makes_nobody_ask()
    {
        await using var world = await MirrorWorld.StartAsync(registry: static options => options with
        {
            Access = new() { Rules = [new() { Repositories = [NamePattern.Parse("hub/public/**")], Allow = RegistryAction.Pull, Audience = AccessAudience.Anyone }] },
        });
        var image = await world.There.PushImageAsync("team/app", "1.0");
        await world.There.PushImageAsync("public/app", "1.0");
        world.Interference.Clear();

        foreach (var path in new[] { "manifests/1.0", $"manifests/{image}", $"blobs/{Digest.Sha256("layer"u8)}", "tags/list", $"referrers/{image}" })
        {
            (await world.Here.GetAsync($"/v2/hub/team/app/{path}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await world.Here.GetAsync($"/v2/team/app/{path}?ns={MirrorWorld.Name}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        world.Interference.Requests.ShouldBeEmpty();
        (await world.Here.GetAsync("/v2/hub/public/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Here.GetAsync($"/v2/public/app/manifests/1.0?ns={MirrorWorld.Name}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(MirrorAudience.Anyone, HttpStatusCode.OK)]
    public async Task What_is_seen_with_a_login_there_is_for_logins_here_and_the_password_is_told_to_nobody(MirrorAudience? audience, HttpStatusCode anonymous)
    {
        using var folder = new TempFolder();
        var users = folder.Write("users", $"me:{Native.Bcrypt.Make(Secret, cost: 4)}\n");
        var password = folder.Write("password", Secret + "\n");
        await using var world = await MirrorWorld.StartAsync(
            mirror => mirror with { Username = "me", PasswordFile = password, Audience = audience },
            static options => options with { AccessLogFile = Path.Combine(options.Root, "access.log") },
            options => options with { HtpasswdFile = users });
        world.There.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("me", Secret);
        var image = await world.There.PushImageAsync("team/app", "1.0");
        await world.Holder.PushBlobAsync("own/tool", "own");
        var answers = new StringBuilder();

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0")).StatusCode.ShouldBe(anonymous);
        foreach (var path in new[] { "manifests/1.0", "manifests/none", $"manifests/{image}", $"blobs/{Digest.Sha256("layer"u8)}", "tags/list", $"referrers/{image}" })
        {
            var answer = await world.Holder.GetAsync($"/v2/hub/team/app/{path}");
            answer.StatusCode.ShouldBe(path.EndsWith("none", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK, path);
            answers.Append(answer.Headers).Append(Encoding.UTF8.GetString(await answer.BytesAsync()));
        }
        (await (await world.Here.GetAsync("/v2/_catalog")).ListAsync("repositories")).Contains("hub/team/app").ShouldBe(audience is not null);
        File.WriteAllText(password, "another one");
        world.Time.Now += TimeSpan.FromDays(1);
        answers.Append(await (await world.Holder.GetAsync("/v2/hub/other/app/manifests/1.0")).Content.ReadAsStringAsync(Cancellation));
        answers.Append(await world.Holder.GetAsync("/metrics").TextAsync());

        var told = answers + string.Join('\n', world.Log.Lines) + string.Join('\n', world.Storage.Audit.ListLast(100).Select(static entry => entry.ToJson()));
        told.ShouldContain("hub.example");
        foreach (var secret in new[] { Secret, Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}")) })
        {
            told.ShouldNotContain(secret);
            foreach (var file in Directory.GetFiles(world.Registry.Root, "*", SearchOption.AllDirectories))
                File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, file);
        }
    }

    [Theory]
    [InlineData(true, HttpStatusCode.NotFound)]
    [InlineData(false, HttpStatusCode.BadGateway)]
    public async Task An_authority_of_the_settings_vouches_for_the_other_registry_and_nobody_else_does(bool isNamed, HttpStatusCode expected)
    {
        using var folder = new TempFolder();
        var tls = CertificateFiles.Write(folder, "registry");
        await using var world = await MirrorWorld.StartAsync(mirror => mirror with { Authorities = isNamed ? [tls.CertificateFile] : [] }, upstream: options => options with { Tls = tls });

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0")).StatusCode.ShouldBe(expected);
        world.Interference.Requests.Any().ShouldBe(isNamed);
    }

    [Fact]
    public async Task The_password_is_shown_to_no_other_host()
    {
        using var folder = new TempFolder();
        await using var thief = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, "{\"token\":\"x\"}"));
        await using var world = await MirrorWorld.StartAsync(mirror => mirror with { Username = "me", PasswordFile = folder.Write("password", Secret), Audience = MirrorAudience.Anyone });
        // A port of this machine is another host as any other is.
        world.Interference.Act = (context, _) =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://localhost:{thief.Authority.Split(':')[1]}/token\",service=\"hub\"";
            return Task.CompletedTask;
        };
        (await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0")).IsSuccessStatusCode.ShouldBeFalse();
        world.Interference.Act = (context, _) =>
        {
            context.Response.Redirect($"http://{thief.Authority}/elsewhere");
            return Task.CompletedTask;
        };
        await world.Here.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256("x"u8)}");

        thief.Requests.ShouldAllBe(static request => request.Authorization == null && !Encoding.UTF8.GetString(request.Body).Contains(Secret));
    }

    [Fact]
    public async Task A_registry_that_takes_no_changes_fetches_nothing()
    {
        await using var world = await MirrorWorld.StartAsync(registry: static options => options with { Mode = RegistryMode.ReadOnly });
        await world.There.PushImageAsync("team/app", "1.0");
        world.Interference.Clear();

        (await world.Here.GetAsync("/v2/hub/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        world.Interference.Requests.ShouldBeEmpty();
    }
}
