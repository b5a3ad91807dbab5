// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class WarningTests
{
    [Fact]
    public async Task What_an_admission_warns_of_reaches_the_client_in_the_specifications_form()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, services: static services => services.AddSingleton<IAdmission>(new WarningAdmission()));
        using var http = new RegistryHttp(registry);

        var response = await http.PutManifestAsync("team/app", "latest", await http.MakeManifestAsync("team/app"));

        response.IsSuccessStatusCode.ShouldBeTrue();
        response.Headers.GetValues("Warning").ShouldBe(["299 - \"'latest' moves; pin a digest\"", "299 - \"say \\\"no\\\" to caf? and \\\\ \""]);
    }

    [Fact]
    public void All_warnings_together_have_no_more_bytes_than_the_specification_allows()
    {
        var response = new DefaultHttpContext().Response;

        for (var number = 0; number < 100; number++)
            Warnings.Add(response, $"{number}: {new string('\\', 150)}");

        response.Headers.Warning.Sum(static value => value!.Length).ShouldBeInRange(4000, 4096);
        response.Headers.Warning.ShouldAllBe(static value => value!.StartsWith("299 - \"", StringComparison.Ordinal) && value.EndsWith('"'));
        // An escape is not cut in two.
        response.Headers.Warning.ShouldAllBe(static value => value!.Count(static character => character == '\\') % 2 == 0);
    }

    private sealed class WarningAdmission : IAdmission
    {
        public ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
            new(AdmissionVerdict.AdmittedWith("'latest' moves; pin a digest", "say \"no\" to caf\u00e9 and \\ "));
    }
}
