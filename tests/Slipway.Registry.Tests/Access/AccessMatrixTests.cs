// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Every route there is, by everyone there is: made from the route table, so that no new route is forgotten.</summary>
public sealed class AccessMatrixTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private const string Owned = "matrix/own";
    private const string Other = "matrix/other";

    public static TheoryData<string> Principals => ["nobody", "anonymous token", "pull token", "push token", "delete token", "owner"];

    [Theory]
    [MemberData(nameof(Principals))]
    public async Task Each_route_lets_in_whom_its_rule_names_and_nobody_else(string principal)
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Anonymous = AnonymousAccess.None });
        using var owner = new RegistryHttp(registry);
        using var http = RegistryHttp.Anonymous(registry);
        var (authorization, rights) = await LogInAsync(registry, http, principal);
        var routes = Routes();
        routes.Count.ShouldBeGreaterThan(15);

        foreach (var route in routes)
        {
            foreach (var repository in route.Resource is RegistryResource.Root or RegistryResource.Catalog ? [Owned] : new[] { Owned, Other })
            {
                var digest = await owner.PushImageAsync(repository, "1.0");
                var path = PathOf(route.Resource, repository, digest, await owner.StartUploadAsync(repository));
                var response = await http.SendAsync(route.Method, path, [], authorization is null ? [] : [("Authorization", authorization)]);

                var isIn = response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                isIn.ShouldBe(MayEnter(route, repository, rights), $"{principal}: {route.Method} {path} was answered with {response.StatusCode}");
                if (!isIn)
                    response.Headers.WwwAuthenticate.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Every_route_that_reads_wants_pull_and_every_other_wants_more()
    {
        foreach (var route in Routes())
        {
            route.Action.ShouldBe(
                route.Resource == RegistryResource.Root ? RegistryAction.None
                : route.Resource == RegistryResource.Upload || route.Method is "POST" or "PUT" or "PATCH" ? RegistryAction.Push
                : route.Method == "DELETE" ? RegistryAction.Delete
                : RegistryAction.Pull,
                $"{route.Method} {route.Resource}");
        }
    }

    private static bool MayEnter(RegistryRoute route, string repository, RegistryAction? rights) => rights switch
    {
        null => false,
        RegistryAction.All => true,
        _ when route.Resource == RegistryResource.Root => true,
        _ => route.Resource != RegistryResource.Catalog && repository == Owned && (rights & route.Action) == route.Action,
    };

    private static async Task<(string? Authorization, RegistryAction? Rights)> LogInAsync(TestRegistry registry, RegistryHttp http, string principal)
    {
        var login = RegistryHttp.Basic("me", registry.PushToken);
        return principal switch
        {
            "nobody" => (null, null),
            "anonymous token" => ($"Bearer {await AnonymousAccessTests.GetTokenAsync(http, $"scope=repository:{Owned}:pull,push,delete")}", RegistryAction.None),
            "pull token" => ($"Bearer {await AnonymousAccessTests.GetTokenAsync(http, $"scope=repository:{Owned}:pull", login)}", RegistryAction.Pull),
            "push token" => ($"Bearer {await AnonymousAccessTests.GetTokenAsync(http, $"scope=repository:{Owned}:pull,push", login)}", RegistryAction.Pull | RegistryAction.Push),
            "delete token" => ($"Bearer {await AnonymousAccessTests.GetTokenAsync(http, $"scope=repository:{Owned}:delete", login)}", RegistryAction.Delete),
            _ => (login.ToString(), RegistryAction.All),
        };
    }

    private static string PathOf(RegistryResource resource, string repository, Digest digest, string upload) => resource switch
    {
        RegistryResource.Root => "/v2/",
        RegistryResource.Catalog => "/v2/_catalog",
        RegistryResource.Blob => $"/v2/{repository}/blobs/{digest}",
        RegistryResource.Uploads => $"/v2/{repository}/blobs/uploads/",
        RegistryResource.Upload => upload,
        RegistryResource.Manifest => $"/v2/{repository}/manifests/{digest}",
        RegistryResource.Tags => $"/v2/{repository}/tags/list",
        RegistryResource.Referrers => $"/v2/{repository}/referrers/{digest}",
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "A resource that this test doesn't know."),
    };

    private IReadOnlyList<RegistryRoute> Routes() => new RegistryRouter(new()
    {
        Options = fixture.Registry.Server.Options,
        Storage = fixture.Registry.Server.Storage,
        Access = RegistrySecrets.OpenAccess(fixture.Registry.Server.Options, TimeProvider.System, NullLoggerFactory.Instance),
        Admission = new OpenAdmission(),
        Audit = new LoggedAudit(NullLogger<LoggedAudit>.Instance),
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    }).Routes;
}
