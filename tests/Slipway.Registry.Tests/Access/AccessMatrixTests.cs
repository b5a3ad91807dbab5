// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Every route there is, by everyone there is, with every right there is: made from the route table, so that no new route is forgotten.</summary>
public sealed class AccessMatrixTests
{
    private const string Own = "matrix/own";
    private const string Other = "matrix/other";
    private const string Deleted = "matrix/deleted";

    private static readonly RegistryAction[] Rights =
        [RegistryAction.None, RegistryAction.Pull, RegistryAction.Push, RegistryAction.Overwrite, RegistryAction.Delete, RegistryAction.Pull | RegistryAction.Push, RegistryAction.All];

    public static TheoryData<string> Principals => ["a user", "a user's token", "a key", "a key's token", "nobody", "nobody's token"];

    [Theory]
    [MemberData(nameof(Principals))]
    public async Task Each_route_lets_in_whom_a_rule_names_and_nobody_else(string principal)
    {
        await using var world = await AccessWorld.StartAsync();
        var routes = Routes(world);
        routes.Count.ShouldBeGreaterThan(15);
        var prepared = new Dictionary<string, Digest>();
        foreach (var rights in Rights)
        {
            using var http = await EnterAsync(world, principal, rights);
            foreach (var route in routes)
            {
                foreach (var repository in route.Resource is RegistryResource.Root or RegistryResource.Catalog ? [Own] : new[] { Own, Other, Deleted })
                {
                    if (!prepared.TryGetValue(repository, out var digest))
                        prepared.Add(repository, digest = await PrepareAsync(world, repository));
                    var path = PathOf(route.Resource, repository, digest, route.Resource == RegistryResource.Upload ? await world.Owner.StartUploadAsync(repository) : "");
                    var response = await http.SendAsync(route.Method, path, []);

                    var isIn = response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                    var what = $"{principal} with {rights}: {route.Method} {path} was answered with {response.StatusCode}";
                    if (isIn && route.Method == "DELETE")
                        prepared.Remove(repository);
                    isIn.ShouldBe(MayEnter(route, repository, principal, rights), what);
                    if (response.StatusCode == HttpStatusCode.Unauthorized)
                        response.Headers.WwwAuthenticate.ShouldNotBeEmpty(what);
                    if (repository == Deleted && isIn && route.Resource is RegistryResource.Blob or RegistryResource.Manifest && route.Method != "PUT")
                        response.StatusCode.ShouldBe(HttpStatusCode.NotFound, what);
                    if (!isIn)
                        (await response.Content.ReadAsStringAsync(RegistryHttp.Cancellation)).ShouldNotContain("layer of matrix");
                }
            }
        }
    }

    [Fact]
    public async Task Every_route_that_reads_wants_pull_and_every_other_wants_more()
    {
        await using var world = await AccessWorld.StartAsync();
        foreach (var route in Routes(world))
        {
            route.Action.ShouldBe(
                route.Resource == RegistryResource.Root ? RegistryAction.None
                : route.Resource == RegistryResource.Upload || route.Method is "POST" or "PUT" or "PATCH" ? RegistryAction.Push
                : route.Method == "DELETE" ? RegistryAction.Delete
                : RegistryAction.Pull,
                $"{route.Method} {route.Resource}");
        }
    }

    private static bool MayEnter(RegistryRoute route, string repository, string principal, RegistryAction rights) => route.Resource switch
    {
        RegistryResource.Root => principal != "nobody",
        RegistryResource.Catalog => rights.HasFlag(RegistryAction.Pull),
        _ => repository != Other && (rights & route.Action) == route.Action,
    };

    private static async Task<RegistryHttp> EnterAsync(AccessWorld world, string principal, RegistryAction rights)
    {
        const string scopes = $"scope=repository:{Own}:pull,push,delete&scope=repository:{Deleted}:*&scope=repository:{Other}:*&scope=registry:catalog:*";
        AccessRule[] rules = [ChangingRules.Rule(Own, rights, "alice"), ChangingRules.Rule(Deleted, rights, "alice")];
        if (principal.StartsWith("a key", StringComparison.Ordinal))
        {
            world.Allow();
            var (_, text) = await world.Registry.Server.Storage.Keys.CreateAsync(
                new() { Name = $"ci-{rights.ToString().Replace(", ", "-", StringComparison.Ordinal)}", Repositories = [NamePattern.Parse(Own), NamePattern.Parse(Deleted)], Allow = rights }, RegistryHttp.Cancellation);
            var http = new RegistryHttp(world.Registry.Server.Address, text);
            if (principal != "a key")
                http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await AnonymousAccessTests.GetTokenAsync(http, scopes, http.Client.DefaultRequestHeaders.Authorization));
            return http;
        }
        world.Allow(principal.StartsWith("nobody", StringComparison.Ordinal) ? [.. rules.Select(static rule => rule with { Users = [], Audience = AccessAudience.Anyone })] : rules);
        return principal switch
        {
            "a user" => world.As("alice"),
            "a user's token" => await world.WithTokenAsync(scopes, "alice"),
            "nobody" => world.As(null),
            _ => await world.WithTokenAsync(scopes, null),
        };
    }

    // The image of the deleted repository is the same as that of its neighbours, so that its parts are on the disk.
    private static async Task<Digest> PrepareAsync(AccessWorld world, string repository)
    {
        var digest = await world.Owner.PushImageAsync(repository, "1.0", "layer of matrix");
        if (repository != Deleted)
            return digest;
        await world.Owner.DeleteAsync($"/v2/{Deleted}/manifests/{digest}");
        foreach (var blob in new[] { Digest.Sha256("layer of matrix"u8), Digest.Sha256("{}"u8) })
            await world.Owner.DeleteAsync($"/v2/{Deleted}/blobs/{blob}");
        return digest;
    }

    private static string PathOf(RegistryResource resource, string repository, Digest digest, string upload) => resource switch
    {
        RegistryResource.Root => "/v2/",
        RegistryResource.Catalog => "/v2/_catalog",
        RegistryResource.Blob => $"/v2/{repository}/blobs/{Digest.Sha256("layer of matrix"u8)}",
        RegistryResource.Uploads => $"/v2/{repository}/blobs/uploads/",
        RegistryResource.Upload => upload,
        RegistryResource.Manifest => $"/v2/{repository}/manifests/{digest}",
        RegistryResource.Tags => $"/v2/{repository}/tags/list",
        RegistryResource.Referrers => $"/v2/{repository}/referrers/{digest}",
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "A resource that this test doesn't know."),
    };

    private static IReadOnlyList<RegistryRoute> Routes(AccessWorld world)
    {
        var server = world.Registry.Server;
        var audit = new LoggedAudit(NullLogger<LoggedAudit>.Instance);
        return new RegistryRouter(new()
        {
            Options = server.Options,
            Storage = server.Storage,
            Access = RegistrySecrets.OpenAccess(server.Options, server.Storage, world.Rules, audit, world.Time, NullLoggerFactory.Instance),
            Admission = new OpenAdmission(),
            Audit = audit,
            Time = world.Time,
            Loggers = NullLoggerFactory.Instance,
        }).Routes;
    }
}
