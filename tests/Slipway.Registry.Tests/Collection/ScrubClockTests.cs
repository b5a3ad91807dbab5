// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class ScrubClockTests : IDisposable
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_registry_that_is_restarted_is_scrubbed_when_the_interval_has_passed_since_the_last_time()
    {
        var clock = new ScrubClock(_folder["registry"]);
        var begun = _time.Now;
        await using (await StartAsync())
            await UntilAsync(() => clock.Last == begun);

        _time.Now += TimeSpan.FromDays(4);
        await using (await StartAsync())
            clock.Last.ShouldBe(begun);
        _time.Now += TimeSpan.FromDays(4);
        await using (await StartAsync())
            await UntilAsync(() => clock.Last == _time.Now);
    }

    [Fact]
    public void The_wait_is_what_is_left_and_no_longer_than_the_interval()
    {
        var clock = new ScrubClock(_folder.Path);
        clock.WaitFor(Week, _time.Now).ShouldBe(Week);

        clock.WaitFor(Week, _time.Now.AddDays(5)).ShouldBe(TimeSpan.FromDays(2));
        clock.WaitFor(Week, _time.Now.AddDays(30)).ShouldBe(TimeSpan.Zero);
        clock.WaitFor(Week, _time.Now.AddDays(-1000)).ShouldBe(Week, "the clock was put back");
        _folder.Write("last-scrub", "no time");
        clock.WaitFor(Week, _time.Now).ShouldBe(Week);
    }

    private Task<RegistryServer> StartAsync() => RegistryServer.StartAsync(
        new() { Root = _folder["registry"], Listen = new(IPAddress.Loopback, 0), Scrub = new() { Interval = Week } },
        services => services.AddSingleton<TimeProvider>(_time), TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
