/** "0.573"; a dash where there is nothing to take a share of, which COCO writes as -1. */
export const formatShare = (share: number | null | undefined) => (share == null || share < 0 ? '–' : share.toFixed(3));
