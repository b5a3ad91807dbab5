// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests;

public sealed class LargeBlockPoolTests
{
    [Fact]
    public void A_block_that_was_given_back_is_given_out_again_to_one_alone()
    {
        using var pool = new LargeBlockPool();
        var first = pool.Rent();
        first.Memory.Span[0] = 42;
        first.Dispose();
        first.Dispose();

        using var second = pool.Rent(LargeBlockPool.BlockSize);
        using var third = pool.Rent(1);

        second.Memory.Length.ShouldBe(LargeBlockPool.BlockSize);
        second.Memory.Span[0].ShouldBe((byte)42);
        third.Memory.Span.Overlaps(second.Memory.Span).ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => first.Memory.Length);
    }

    [Fact]
    public void More_than_a_block_is_not_had() => Should.Throw<ArgumentOutOfRangeException>(() => new LargeBlockPool().Rent(LargeBlockPool.BlockSize + 1));
}
