// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class SecretScanTests
{
    [Fact]
    public async Task No_secret_that_anyone_shows_is_in_a_log_or_on_the_disk()
    {
        const string wrong = "a-wrong-password-77b1";
        using var folder = new TempFolder();
        var secrets = new List<string> { AccessWorld.Password, wrong, Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{AccessWorld.Password}")), Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{wrong}")) };
        var world = await AccessWorld.StartAsync(options => options with { AccessLogFile = folder["access.log"] });
        await using (world)
        {
            world.Allow(ChangingRules.Rule("team/**", RegistryAction.Pull | RegistryAction.Push, "alice"));
            var (_, key) = await world.Registry.Server.Storage.Keys.CreateAsync(new() { Name = "ci" }, RegistryHttp.Cancellation);
            using var alice = world.As("alice");
            using var token = await world.WithTokenAsync("scope=repository:team/app:pull,push", "alice");
            using var program = new RegistryHttp(world.Registry.Server.Address, key);
            using var guess = RegistryHttp.Anonymous(world.Registry);
            guess.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("alice", wrong);
            secrets.AddRange([key, key[^43..], token.Client.DefaultRequestHeaders.Authorization!.Parameter!]);

            await alice.PushImageAsync("team/app", "1.0");
            foreach (var http in new[] { alice, token, program, guess })
            {
                await http.GetAsync("/v2/team/app/manifests/1.0");
                await http.GetAsync("/v2/other/app/manifests/1.0");
                await http.DeleteAsync("/v2/team/app/manifests/1.0");
                await http.GetAsync("/metrics");
            }
            foreach (var password in new[] { AccessWorld.Password, wrong })
                await guess.SendAsync("POST", "/token", Encoding.UTF8.GetBytes($"grant_type=password&username=alice&password={password}"), ("Content-Type", "application/x-www-form-urlencoded"));

            foreach (var file in Directory.GetFiles(world.Registry.Root, "*", SearchOption.AllDirectories))
                ShouldHoldNone(File.ReadAllBytes(file), secrets, file);
        }

        ShouldHoldNone(Encoding.UTF8.GetBytes(string.Join('\n', world.Log.Lines)), secrets, "the log");
        ShouldHoldNone(await File.ReadAllBytesAsync(folder["access.log"], RegistryHttp.Cancellation), secrets, "the access log");
        (await File.ReadAllLinesAsync(folder["access.log"], RegistryHttp.Cancellation)).Length.ShouldBe(18);
    }

    private static void ShouldHoldNone(byte[] content, IEnumerable<string> secrets, string where)
    {
        foreach (var secret in secrets)
            content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, $"{where} holds '{secret}'");
    }
}
