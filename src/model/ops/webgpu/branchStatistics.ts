import type { Shader } from '../tfjs/webgpuProgram';

/** Threads that go through the locations of one group of channels. */
const TEAM = 128;

/**
 * GroupNorm of a branch as a scale and a shift of every channel, and the channel's average over the level, to which the branch may
 * yet have to be upsampled: of [branches, 3, channels] the branch's own part. A workgroup takes a group: its mean, then the
 * variance about it.
 */
export const branchStatistics: Shader<{ readonly epsilon: number }> = {
  name: 'branchStatistics',
  threads: TEAM,
  source: ({ epsilon }) => `
    var<workgroup> sums: array<f32, ${TEAM}>;
    var<workgroup> seen: array<f32, ${TEAM}>;
    var<workgroup> squares: array<f32, ${TEAM}>;

    // The sum of the weights of a position of an axis in all the samples of its upsampling with aligned corners.
    fn upsamplingWeight(position: i32, small: i32, large: i32) -> f32 {
      if (small == large) { return 1.0; }
      if (small == 1) { return f32(large); }
      let step = f32(small - 1) / f32(large - 1);
      var sum = 0.0;
      for (var i = max(0, i32(floor(f32(position - 1) / step))); i <= min(large - 1, i32(ceil(f32(position + 1) / step))); i++) {
        sum += max(0.0, 1.0 - abs(f32(i) * step - f32(position)));
      }
      return sum;
    }

    fn main(index: i32) {
      let channels = uniforms.yShape.z;
      let size = channels / uniforms.groups;
      let lane = i32(localIndex);
      let rows = ${TEAM} / size;
      let first = index / ${TEAM} * size;
      let channel = first + lane % size;
      let locations = uniforms.yShape.x * uniforms.yShape.y;
      // Threads beyond the last whole row of the group are idle.
      let begin = select(locations, lane / size, lane < rows * size);
      var sum = 0.0;
      var weighted = 0.0;
      for (var location = begin; location < locations; location += rows) {
        let value = y[location * channels + channel];
        sum += value;
        weighted += value * upsamplingWeight(location / uniforms.yShape.y, uniforms.yShape.x, uniforms.h) * upsamplingWeight(location % uniforms.yShape.y, uniforms.yShape.y, uniforms.w);
      }
      sums[lane] = sum;
      seen[lane] = weighted;
      workgroupBarrier();
      var mean = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { mean += sums[i]; }
      mean /= f32(locations * size);
      var square = 0.0;
      for (var location = begin; location < locations; location += rows) {
        let centred = y[location * channels + channel] - mean;
        square += centred * centred;
      }
      squares[lane] = square;
      workgroupBarrier();
      if (lane >= size || first >= channels) { return; }
      var variance = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { variance += squares[i]; }
      var average = 0.0;
      for (var i = lane; i < rows * size; i += size) { average += seen[i]; }
      let scale = weight[channel] * inverseSqrt(variance / f32(locations * size) + ${epsilon});
      let shift = bias[channel] - mean * scale;
      let first_row = 3 * uniforms.branch * channels + channel;
      result[first_row] = scale;
      result[first_row + channels] = shift;
      result[first_row + 2 * channels] = average / f32(uniforms.h * uniforms.w) * scale + shift;
    }
  `,
};
