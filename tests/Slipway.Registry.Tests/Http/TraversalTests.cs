// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Names, tags, digests and uploads that lead elsewhere, at every place of every route, by its methods and others: the disk stays as it was.</summary>
public sealed class TraversalTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private static readonly string Known = Digest.Sha256("x"u8).ToString();

    public static TheoryData<string> Corpus =>
    [
        "..", ".", "../..", "....//", "%2e%2e", "%2E%2E%2F", "..%2f..%2fetc%2fpasswd", "%252e%252e%252f", "..%5c..", "..\\..", "a%00b", "%00", "a%0d%0aX-Injected:1", "\u2025", "\uff0e\uff0e", "a\u202eb",
        "/etc/passwd", "//etc/passwd", "~root", "a;b", "$(id)", "`id`", "a'--", "%", "%zz", "sha256:../../../push-token", "sha256:..%2f..%2fpush-token", "sha512:" + "../" + "a", new string('a', 300), new string('/', 300), "meta.db", "push-token", "signing-key",
    ];

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task Nothing_leads_outside_of_the_storage_and_nothing_secret_comes_out(string hostile)
    {
        var before = Files();
        var secrets = new[] { fixture.Registry.PushToken, (await File.ReadAllTextAsync(Path.Combine(fixture.Registry.Root, "signing-key"), RegistryHttp.Cancellation)).Trim() };

        foreach (var route in Routes())
        {
            foreach (var path in Paths(route.Resource, hostile))
            {
                var answer = await SendRawAsync(route.Method, path);

                answer.ShouldNotContain("X-Injected: 1", customMessage: $"{route.Method} {path}");
                answer.ShouldNotContain("root:x:0", customMessage: $"{route.Method} {path}");
                foreach (var secret in secrets)
                    answer.ShouldNotContain(secret, customMessage: $"{route.Method} {path}");
                (answer.Length == 0 || answer.Split(' ')[1][0] is '2' or '4').ShouldBeTrue($"{route.Method} {path}: {answer}");
            }
        }

        // A name of the corpus may be a good one, and an upload to it is begun then, under a name of our own.
        Files().Where(static file => !file.Contains("/uploads/", StringComparison.Ordinal)).ShouldBe(before.Where(static file => !file.Contains("/uploads/", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Paths(RegistryResource resource, string hostile) => resource switch
    {
        RegistryResource.Root => [$"/v2/{hostile}"],
        RegistryResource.Catalog => [$"/v2/_catalog?last={hostile.Replace(' ', '+')}"],
        RegistryResource.Blob => [$"/v2/{hostile}/blobs/{Known}", $"/v2/a/blobs/{hostile}"],
        RegistryResource.Uploads => [$"/v2/{hostile}/blobs/uploads/", $"/v2/a/blobs/uploads/?mount={hostile}&from={hostile}", $"/v2/a/blobs/uploads/?digest={hostile}"],
        RegistryResource.Upload => [$"/v2/{hostile}/blobs/uploads/00000000000000000000000000000000", $"/v2/a/blobs/uploads/{hostile}"],
        RegistryResource.Manifest => [$"/v2/{hostile}/manifests/latest", $"/v2/a/manifests/{hostile}", $"/v2/a/manifests/{Known}?tag={hostile}"],
        RegistryResource.Tags => [$"/v2/{hostile}/tags/list", $"/v2/a/tags/list?last={hostile}"],
        RegistryResource.Referrers => [$"/v2/{hostile}/referrers/{Known}", $"/v2/a/referrers/{hostile}"],
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "A resource that this test doesn't know."),
    };

    // The folder above the storage too, where a path that climbs would come to.
    private string[] Files() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(fixture.Registry.Root)!, "*", SearchOption.AllDirectories).Where(static file => !file.Contains("/meta.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private IReadOnlyList<RegistryRoute> Routes()
    {
        var server = fixture.Registry.Server;
        var audit = new LoggedAudit(NullLogger<LoggedAudit>.Instance);
        return new RegistryRouter(new()
        {
            Options = server.Options,
            Storage = server.Storage,
            Access = RegistrySecrets.OpenAccess(server.Options, server.Storage, new CurrentAccessRules(server.Options with { Access = AccessRules.Empty }), audit, TimeProvider.System, NullLoggerFactory.Instance),
            Admission = new OpenAdmission(),
            Audit = audit,
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
        }).Routes;
    }

    // HttpClient would clean the path up before it is sent.
    private async Task<string> SendRawAsync(string method, string target)
    {
        using var socket = new TcpClient("127.0.0.1", fixture.Registry.Server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {fixture.Http.Client.DefaultRequestHeaders.Authorization}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), RegistryHttp.Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(RegistryHttp.Cancellation);
    }
}
