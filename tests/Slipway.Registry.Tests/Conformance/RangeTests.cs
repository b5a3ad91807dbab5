// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"A registry SHOULD support the Range request header."</summary>
public sealed class RangeTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private const int Length = 2048;
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    public static TheoryData<Algorithm, string, int, int> Parts
    {
        get
        {
            var data = new TheoryData<Algorithm, string, int, int>();
            foreach (var algorithm in new[] { Algorithm.Sha256, Algorithm.Sha512 })
            {
                data.Add(algorithm, "500-1499", 500, 1499);
                data.Add(algorithm, "500-", 500, Length - 1);
                data.Add(algorithm, "-500", Length - 500, Length - 1);
                data.Add(algorithm, "2000-5000", 2000, Length - 1);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_part_of_a_blob_is_pulled(Algorithm algorithm, string range, int first, int last)
    {
        var (path, content) = await PushAsync(algorithm);

        var response = await _http.GetAsync(path, ("Range", $"bytes={range}")).AnswersAsync("end-2", HttpStatusCode.PartialContent);

        (await response.BytesAsync()).ShouldBe(content[first..(last + 1)], "end-2");
        response.Content.Headers.ContentLength.ShouldBe(last - first + 1, "end-2");
        response.Header("Content-Range").ShouldBe($"bytes {first}-{last}/{Length}", "end-2");
    }

    [Theory]
    [InlineData(Algorithm.Sha256, "500-0")]
    [InlineData(Algorithm.Sha256, "5000-10000")]
    [InlineData(Algorithm.Sha512, "500-0")]
    [InlineData(Algorithm.Sha512, "5000-10000")]
    public async Task A_part_that_is_not_there_is_not_satisfiable(Algorithm algorithm, string range)
    {
        var (path, _) = await PushAsync(algorithm);

        await _http.GetAsync(path, ("Range", $"bytes={range}")).AnswersAsync("end-2", HttpStatusCode.RequestedRangeNotSatisfiable);
    }

    private async Task<(string Path, byte[] Content)> PushAsync(Algorithm algorithm)
    {
        var content = new byte[Length];
        Random.Shared.NextBytes(content);
        var digest = algorithm.Of(content);
        await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={digest}", content).AnswersAsync("end-4b", HttpStatusCode.Created);
        return ($"/v2/{_repository}/blobs/{digest}", content);
    }
}
